package io.transcoder.deadletter;

import io.transcoder.job.Admission;
import io.transcoder.job.Decision;
import io.transcoder.job.Estimates;
import io.transcoder.job.Sources;
import io.transcoder.ledger.ForeignLedgerException;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.upload.Upload;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.util.function.Suppliers;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Predicts what a replay of dead letters would do, from the decisions that the intake would take now. It changes nothing.
 *
 * @param leftOut whether the configuration leaves it out, as far as is known of it
 * @param estimates of what an encode is billed for; asked at most once
 * @param warning why another attempt of a job may be of no use
 */
public record ReplayPlan(
        Admission admission,
        Sources sources,
        String sourceBucket,
        Predicate<Upload> leftOut,
        Supplier<Estimates> estimates,
        Function<String, Optional<String>> warning) {
    /** From so many tries in vain on a letter is not replayed without an operator's insistence. */
    public static final int MOST_TRIES = 5;

    public ReplayPlan {
        estimates = Suppliers.memorize(estimates);
    }

    /** Whether the letter was tried too often. */
    public static boolean isRefused(DeadLetter letter, boolean force) {
        return !force && letter.attempts() >= MOST_TRIES;
    }

    /**
     * In the order of the letters. Of several letters of one job the first does the work.
     *
     * @param force replays a letter however often it was tried
     */
    public List<PlannedReplay> of(List<DeadLetter> letters, boolean force) {
        Set<String> atWork = new HashSet<>();
        return AtOnce.map(DeadLetterQueue.THREADS, letters, letter -> plan(letter, force)).stream()
                .map(planned -> planned.effect().works() && !atWork.add(planned.jobId())
                        ? planned.with(Effect.ALREADY_DONE, "another letter of the same job comes first")
                        : planned)
                .toList();
    }

    /** How many letters each effect has. */
    public static Map<Effect, Long> counts(List<PlannedReplay> plan) {
        return plan.stream()
                .collect(Collectors.groupingBy(PlannedReplay::effect, LinkedHashMap::new, Collectors.counting()));
    }

    private PlannedReplay plan(DeadLetter letter, boolean force) {
        if (isRefused(letter, force)) {
            return new PlannedReplay(letter, Effect.REFUSED, letter.attempts() + " tries in vain", null);
        }
        if (letter.fault() != null) {
            return new PlannedReplay(letter, Effect.UNREADABLE, letter.fault(), null);
        }
        return letter.uploads().stream()
                .filter(upload -> upload.bucket().equals(sourceBucket))
                .map(upload -> plan(letter, upload))
                .min(Comparator.comparing(PlannedReplay::effect))
                .orElseGet(() -> new PlannedReplay(
                        letter,
                        letter.uploads().isEmpty() ? Effect.NOTHING_TO_ENCODE : Effect.LEFT_OUT,
                        "no upload into source.bucket=" + sourceBucket,
                        null));
    }

    private PlannedReplay plan(DeadLetter letter, Upload pointed) {
        try {
            return judged(letter, pointed);
        } catch (ForeignLedgerException | UncheckedIOException | SdkException e) {
            // such as a source of another account, which says nothing of the other letters
            return new PlannedReplay(letter, Effect.NOT_SHOWN, e.getMessage(), null);
        }
    }

    private PlannedReplay judged(DeadLetter letter, Upload pointed) {
        if (leftOut.test(pointed)) {
            return new PlannedReplay(letter, Effect.LEFT_OUT, "source.ignore has its name", null);
        }
        Optional<Upload> shown = sources.peek(pointed);
        if (shown.isEmpty()) {
            return new PlannedReplay(letter, Effect.NOTHING_TO_ENCODE, "source-gone", null);
        }
        Upload upload = shown.get();
        if (leftOut.test(upload)) {
            return new PlannedReplay(letter, Effect.LEFT_OUT, "larger than source.max-size", null);
        }
        Decision decision = admission.decide(upload, letter.replay());
        if (decision.action() == Decision.Action.DROP) {
            return new PlannedReplay(letter, Effect.ALREADY_DONE, "the job is " + decision.reason(), upload.id());
        }
        if (upload.source().size() == 0) {
            return new PlannedReplay(letter, Effect.NOTHING_TO_ENCODE, Admission.EMPTY, upload.id());
        }
        String attempt = "attempt " + decision.attempt();
        if (decision.action() == Decision.Action.RESUME) {
            return new PlannedReplay(letter, Effect.FINISH_OPEN_JOB, attempt, upload.id());
        }
        String estimate = estimates.get().ofKey(upload.key(), upload.source().size());
        String warned = warning.apply(upload.id()).map("; "::concat).orElse("");
        return new PlannedReplay(letter, Effect.NEW_ENCODE, attempt + ", estimate: " + estimate + warned, upload.id());
    }

    /** What a replay does to a letter; for a letter of several uploads, the first that applies. */
    public enum Effect {
        NEW_ENCODE("start a new encode"),
        FINISH_OPEN_JOB("finish the open job"),
        NOT_SHOWN("unknown: its source can't be looked at, or its job's records"),
        UNREADABLE("not readable: comes back as a dead letter"),
        NO_PROFILE("no profile covers it: comes back as a dead letter"),
        LEFT_OUT("left out by the configuration: comes back as a dead letter"),
        NOTHING_TO_ENCODE("nothing to encode: source gone or superseded"),
        ALREADY_DONE("already done: drop"),
        REFUSED("refused: too many tries");

        private final String text;

        Effect(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        public boolean works() {
            return this == NEW_ENCODE || this == FINISH_OPEN_JOB;
        }
    }

    /**
     * @param detail what the outcome rests on
     * @param jobId of the upload that the letter's key shows; null where there is none to work on
     */
    public record PlannedReplay(DeadLetter letter, Effect effect, String detail, String jobId) {
        /** The same letter, where the routes have no profile for its key. */
        public PlannedReplay withoutProfile() {
            return new PlannedReplay(letter, Effect.NO_PROFILE, "no 'when' of the route 'profile' takes the key", null);
        }

        private PlannedReplay with(Effect other, String why) {
            return new PlannedReplay(letter, other, why, jobId);
        }
    }
}
