package io.transcoder.trace;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an exchange calls, and what is called from there, as a tree that grows while it runs. */
final class Segment {
    /** A route that calls without an end must not fill the memory. */
    private static final int MOST_CALLS = 1000;

    /** One call; the times and the failure are null as long as they are not known. */
    static final class Call {
        private final Object endpoint;
        private final Instant start;
        private final List<Call> calls = new ArrayList<>();
        private final Map<String, Object> attributes = new TreeMap<>();
        private Segment around;
        private String name;
        private Instant end;
        private String failure;

        /** @param endpoint what is called */
        Call(Object endpoint, Instant start) {
            this.endpoint = endpoint;
            this.start = start;
        }

        void done(String calledName, Instant at, String why) {
            name = calledName;
            end = at;
            failure = why;
        }

        /** @param value a text or a {@link Long}; null leaves it out */
        void attribute(String key, Object value) {
            if (value != null) {
                attributes.put(key, value);
            }
        }

        /** What goes on where the call was made; null where nothing does. */
        Segment around() {
            return around;
        }

        String name() {
            return name;
        }

        Instant start() {
            return start;
        }

        Instant end() {
            return end;
        }

        String failure() {
            return failure;
        }

        Map<String, Object> attributes() {
            return attributes;
        }

        List<Call> calls() {
            return calls;
        }

        boolean has(String calledName) {
            return calledName.equals(name) || calls.stream().anyMatch(call -> call.has(calledName));
        }
    }

    private final Deque<Call> open = new ArrayDeque<>();
    private int calls;

    /** @param around what was at work on this thread; null where nothing was */
    synchronized void begin(Object endpoint, Instant at, Segment around) {
        var call = new Call(endpoint, at);
        call.around = around;
        add(call);
        open.push(call);
    }

    /** Adds what the innermost open call made; without effect where none is open. */
    synchronized void add(Call call) {
        if (!open.isEmpty() && calls < MOST_CALLS) {
            open.peek().calls.add(call);
        }
        calls++;
    }

    /** The call that ends; null where its begin was not seen. What it called and did not end is ended with it. */
    synchronized Call end(Object endpoint) {
        if (open.stream().noneMatch(call -> call.endpoint == endpoint)) {
            return null;
        }
        Call call = open.pop();
        while (call.endpoint != endpoint) {
            call = open.pop();
        }
        return call;
    }

    synchronized boolean isOver() {
        return open.isEmpty();
    }
}
