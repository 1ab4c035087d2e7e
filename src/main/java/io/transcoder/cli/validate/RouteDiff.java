package io.transcoder.cli.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.rehearsal.Alignment;
import io.transcoder.rehearsal.Rehearsed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Compares two rehearsals of one event. The ids that the stand-in gave are no difference. */
final class RouteDiff {
    private static final String CALL = "call";
    private static final String RESULT = "result";
    private static final String OUTPUT = "output";

    /**
     * A difference, in the form that is printed as JSON.
     *
     * @param what the result, an output or a call
     * @param about the upload's key, or the call with its step
     * @param before null where it was not there
     * @param after null where it is gone
     */
    record Change(String what, String about, String before, String after) {
        boolean ofCall() {
            return what.equals(CALL);
        }
    }

    private static final Pattern MADE_ID = Pattern.compile("00000000-0000-4000-8000-\\d{12}");

    private final ObjectMapper json = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** An item a line, so that one more is one line more. */
    private final PrettyPrinter printer = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);

    List<Change> changes(Rehearsed before, Rehearsed after) {
        List<Alignment.Pair<Rehearsed.Call>> calls = Alignment.of(before.calls(), after.calls(), RouteDiff::likeness);
        Map<String, String> old = new HashMap<>();
        Map<String, String> now = new HashMap<>();
        name(calls, old, now);

        List<Change> changes = new ArrayList<>();
        results(before, after, changes, old, now);
        for (var pair : calls) {
            boolean isBoth = pair.before() != null && pair.after() != null;
            String oldPath = path(pair.before(), old);
            boolean withPath = isBoth && !oldPath.equals(path(pair.after(), now));
            boolean withHeaders =
                    isBoth && !pair.before().headers().equals(pair.after().headers());
            String was = text(pair.before(), withPath, withHeaders, old);
            String is = text(pair.after(), withPath, withHeaders, now);
            if (!Objects.equals(was, is)) {
                Rehearsed.Call shown = pair.after() == null ? pair.before() : pair.after();
                String step = shown.step().isEmpty() ? "" : "step " + shown.step() + ": ";
                changes.add(new Change(CALL, step + shown.call(), was, is));
            }
        }
        return changes;
    }

    private static void results(
            Rehearsed before, Rehearsed after, List<Change> changes, Map<String, String> old, Map<String, String> now) {
        for (int i = 0; i < before.jobs().size(); i++) {
            Rehearsed.Job was = before.jobs().get(i);
            Rehearsed.Job is = after.jobs().get(i);
            differ(RESULT, was.key(), List.of(result(was)), List.of(result(is)), changes);
            differ(OUTPUT, was.key(), was.outputs(), is.outputs(), changes);
        }
        differ(RESULT, "the message", troubles(before, old), troubles(after, now), changes);
    }

    private static String result(Rehearsed.Job job) {
        if (job.skipped() != null) {
            return "skipped (" + job.skipped() + ")";
        }
        return job.profile() == null ? "not encoded" : "encoded by the profile " + job.profile();
    }

    private static List<String> troubles(Rehearsed rehearsed, Map<String, String> names) {
        List<String> troubles = new ArrayList<>();
        rehearsed
                .letters()
                .forEach(letter -> troubles.add("dead letter (" + letter.kind() + ") at " + letter.step() + ": "
                        + named(letter.reason(), names)));
        if (rehearsed.failure() != null) {
            troubles.add("left in the queue: " + named(rehearsed.failure(), names));
        }
        return troubles;
    }

    private static void differ(
            String what, String about, List<String> before, List<String> after, List<Change> changes) {
        for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
            String was = i < before.size() ? before.get(i) : null;
            String is = i < after.size() ? after.get(i) : null;
            if (!Objects.equals(was, is)) {
                changes.add(new Change(what, about, was, is));
            }
        }
    }

    /** The same call of the same step rather than the same call of another, and that rather than another call of the same step. */
    private static int likeness(Rehearsed.Call before, Rehearsed.Call after) {
        boolean sameStep = before.step().equals(after.step()) && !before.step().isEmpty();
        boolean sameCall = before.call().equals(after.call());
        return (sameCall ? 2 : 0) + (sameStep ? sameCall ? 3 : 1 : 0);
    }

    /** What became what is called the same on both sides, so that a call more does not change every id after it. */
    private static void name(
            List<Alignment.Pair<Rehearsed.Call>> calls, Map<String, String> old, Map<String, String> now) {
        Map<String, Integer> counts = new HashMap<>();
        for (var pair : calls) {
            if (pair.before() != null && pair.after() != null) {
                String name = nextName(pair.before(), counts);
                old.put(pair.before().madeId(), name);
                now.put(pair.after().madeId(), name);
            }
        }
        for (var pair : calls) {
            if (pair.before() == null) {
                now.put(pair.after().madeId(), nextName(pair.after(), counts));
            } else if (pair.after() == null) {
                old.put(pair.before().madeId(), nextName(pair.before(), counts));
            }
        }
    }

    /** Of what a call made, e.g. {@code stream-2}; a question makes nothing. */
    static String nextName(Rehearsed.Call call, Map<String, Integer> counts) {
        String kind = kind(call);
        return call.call().startsWith("GET ") ? "" : kind + "-" + counts.merge(kind, 1, Integer::sum);
    }

    /** E.g. {@code stream} for a call to {@code .../streams}; opus, vorbis and pass are no plurals. */
    static String kind(Rehearsed.Call call) {
        String path = call.call().replaceFirst("\\?.*", "");
        return path.substring(path.lastIndexOf('/') + 1).replaceFirst("(?<!s|opu|vorbi)s$", "");
    }

    private String text(Rehearsed.Call call, boolean withPath, boolean withHeaders, Map<String, String> names) {
        if (call == null) {
            return null;
        }
        var text = new StringBuilder(withPath ? path(call, names) + "\n" : "");
        if (withHeaders) {
            call.headers().forEach((name, value) -> text.append(name)
                    .append(": ")
                    .append(Masks.isSecretHeader(name) ? Masks.MASK : value)
                    .append('\n'));
        }
        text.append(call.body() == null ? "" : pretty(call.body()));
        return named(text.toString(), names);
    }

    private static String path(Rehearsed.Call call, Map<String, String> names) {
        return call == null ? "" : named(call.call().replaceFirst(" .*", "") + " " + call.path(), names);
    }

    private String pretty(String body) {
        try {
            return json.writer(printer).writeValueAsString(json.readValue(body, Object.class));
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    static String named(String text, Map<String, String> names) {
        return MADE_ID.matcher(text).replaceAll(id -> names.getOrDefault(id.group(), id.group()));
    }
}
