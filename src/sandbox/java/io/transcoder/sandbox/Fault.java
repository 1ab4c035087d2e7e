package io.transcoder.sandbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Something that goes wrong in a {@link Wiretap} on purpose. Where several match one request all of them happen, in the
 * order in which they were planned.
 */
public final class Fault {
    /** What becomes of the request. */
    enum End {
        REPLY,
        LOSE_REPLY,
        ANSWER,
        REFUSE,
        LATER
    }

    /** The reply that a fault gives in the target's place. */
    record Answer(int status, Map<String, String> headers, Function<Request, String> body) {}

    /** A step before or after forwarding, interrupted when the wiretap closes. */
    interface Step {
        void run() throws InterruptedException;
    }

    private static final Step NOTHING = () -> {};

    private final String name;
    private final Predicate<Request> when;
    private final int first;
    private final int times;
    private final Step before;
    private final Step after;
    private final End end;
    private final Answer answer;
    private final AtomicInteger matched = new AtomicInteger();
    private final AtomicInteger fired = new AtomicInteger();

    private Fault(Plan plan, String name, Step before, Step after, End end, Answer answer) {
        this.name = name;
        this.when = plan.when;
        this.first = plan.nth;
        this.times = plan.times;
        this.before = before;
        this.after = after;
        this.end = end;
        this.answer = answer;
    }

    /** How often it has happened, or has begun to. */
    public int fired() {
        return fired.get();
    }

    /** Counts the match and says whether it is this fault's turn. */
    boolean firesOn(Request request) {
        if (!when.test(request)) {
            return false;
        }
        int number = matched.incrementAndGet();
        boolean turn = number >= first && number - first < times;
        if (turn) {
            fired.incrementAndGet();
        }
        return turn;
    }

    String name() {
        return name;
    }

    End end() {
        return end;
    }

    Answer answer() {
        return answer;
    }

    void before() throws InterruptedException {
        before.run();
    }

    void after() throws InterruptedException {
        after.run();
    }

    /** A fault that is being planned; it is in force from the call that says what happens. */
    public static final class Plan {
        private final Predicate<Request> when;
        private final Consumer<Fault> inForce;
        private int nth = 1;
        private int times = 1;

        Plan(Predicate<Request> when, Consumer<Fault> inForce) {
            this.when = when;
            this.inForce = inForce;
        }

        /** The first match that it happens to, from 1, counted from now on. */
        public Plan nth(int number) {
            this.nth = number;
            return this;
        }

        /** How many matches in a row it happens to; 1 if not said. */
        public Plan times(int number) {
            this.times = number;
            return this;
        }

        /** It happens to every match. */
        public Plan always() {
            return times(Integer.MAX_VALUE);
        }

        /** Answers in the target's place, which never sees the request. */
        public Fault answer(int status, Map<String, String> headers, String body) {
            return answer(status, headers, request -> body);
        }

        /** As {@link #answer(int, Map, String)}, with a body that depends on the request. */
        public Fault answer(int status, Map<String, String> headers, Function<Request, String> body) {
            return plan("answer " + status, NOTHING, NOTHING, End.ANSWER, new Answer(status, headers, body));
        }

        /** The target does its work, the client's connection is closed without an answer. */
        public Fault loseReply() {
            return plan("loseReply", NOTHING, NOTHING, End.LOSE_REPLY, null);
        }

        /** The client's connection is closed; the target never sees the request. */
        public Fault refuse() {
            return plan("refuse", NOTHING, NOTHING, End.REFUSE, null);
        }

        /**
         * The client's connection is closed without an answer, as for a client that gave up; the target sees the request when the
         * latch is open, and its answer goes nowhere. A wiretap that closes before drops the request.
         */
        public Fault applyLater(CountDownLatch open) {
            return plan("later", NOTHING, open::await, End.LATER, null);
        }

        /** As {@link #applyLater(CountDownLatch)}, after that time. */
        public Fault applyLater(Duration time) {
            return plan("later", NOTHING, () -> TimeUnit.NANOSECONDS.sleep(time.toNanos()), End.LATER, null);
        }

        /** Forwards it later. */
        public Fault delay(Duration duration) {
            return plan("delay", () -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()), NOTHING, End.REPLY, null);
        }

        /** Runs the action, then forwards. */
        public Fault before(Runnable action) {
            return plan("before", action::run, NOTHING, End.REPLY, null);
        }

        /** Runs the action when the target has answered and the client does not know it yet. */
        public Fault after(Runnable action) {
            return plan("after", NOTHING, action::run, End.REPLY, null);
        }

        /** Forwards it when the latch is open, or drops it when the wiretap closes. */
        public Fault holdUntil(CountDownLatch open) {
            return plan("hold", open::await, NOTHING, End.REPLY, null);
        }

        /** Forwards it when the future is done, however; or drops it when the wiretap closes. */
        public Fault holdUntil(CompletableFuture<?> done) {
            CountDownLatch open = new CountDownLatch(1);
            done.whenComplete((value, failure) -> open.countDown());
            return holdUntil(open);
        }

        private Fault plan(String name, Step before, Step after, End end, Answer answer) {
            Fault fault = new Fault(this, name, before, after, end, answer);
            inForce.accept(fault);
            return fault;
        }
    }
}
