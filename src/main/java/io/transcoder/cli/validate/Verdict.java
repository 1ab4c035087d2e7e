package io.transcoder.cli.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.transcoder.rehearsal.Alignment;
import io.transcoder.rehearsal.Rehearsed;
import io.transcoder.rehearsal.TextDiff;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what a test of a profile expects with what the routes did, of which as much is taken as is expected. The ids that the
 * stand-in for the encoder gave are called {@code encoding-1}, {@code stream-1}, {@code stream-2} and so on.
 */
final class Verdict {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final ProfileTest test;
    private final ProfileTest.Expected expected;
    private final Rehearsed was;
    private final List<Rehearsed.Call> calls;

    Verdict(ProfileTest test, Rehearsed was) {
        this.test = test;
        this.expected = test.expect();
        this.was = was;
        this.calls = named(was.calls());
    }

    /** Line by line, {@code -} what was expected and {@code +} what came; empty where nothing differs. */
    List<String> differences() {
        ObjectNode wanted = JSON.createObjectNode();
        ObjectNode came = JSON.createObjectNode();
        if (expected.profile() != null) {
            wanted.put("profile", expected.profile());
            came.put("profile", profile());
        }
        if (expected.outputs() != null) {
            wanted.set("outputs", JSON.valueToTree(expected.outputs()));
            came.set(
                    "outputs",
                    JSON.valueToTree(was.jobs().stream()
                            .flatMap(job -> job.outputs().stream())
                            .toList()));
        }
        wanted.put("skipped", expected.skipped());
        came.put(
                "skipped",
                was.jobs().stream()
                        .map(Rehearsed.Job::skipped)
                        .filter(skip -> skip != null)
                        .findFirst()
                        .orElse(null));
        compareCalls(wanted.putArray("calls"), came.putArray("calls"));
        compareLetters(wanted.putArray("letters"), came.putArray("letters"));
        if (expected.estimate() != null) {
            wanted.set("estimate", rounded(expected.estimate().minutes()));
            came.set("estimate", estimate());
        }
        wanted.putNull("left in the queue");
        came.put("left in the queue", was.failure());
        return wanted.equals(came) ? List.of() : TextDiff.of(wanted.toPrettyString(), came.toPrettyString());
    }

    /** As {@code costs} says it. */
    private static JsonNode rounded(BigDecimal minutes) {
        return JSON.createObjectNode().put("minutes", minutes.setScale(3, RoundingMode.HALF_UP));
    }

    private JsonNode estimate() {
        try {
            return rounded(BigDecimal.valueOf(new BillableMinutes(was.calls(), test).sum()));
        } catch (IllegalStateException e) {
            return TextNode.valueOf("unknown: " + e.getMessage());
        }
    }

    private String profile() {
        List<String> profiles = was.jobs().stream()
                .map(job -> job.profile() == null ? ProfileTest.Expected.NO_PROFILE : job.profile())
                .distinct()
                .toList();
        return profiles.isEmpty() ? ProfileTest.Expected.NO_PROFILE : String.join(", ", profiles);
    }

    private void compareCalls(ArrayNode wanted, ArrayNode came) {
        List<JsonNode> asked =
                expected.calls().stream().<JsonNode>map(JSON::valueToTree).toList();
        wanted.addAll(asked);
        List<JsonNode> made = calls.stream().map(Verdict::tree).toList();
        for (var pair : Alignment.of(asked, made, Verdict::likeness)) {
            if (pair.before() != null && pair.after() != null) {
                came.add(asFarAsAsked(pair.before(), pair.after()));
            }
        }
    }

    static JsonNode tree(Rehearsed.Call call) {
        ObjectNode tree = JSON.createObjectNode().put("call", call.call()).put("step", call.step());
        try {
            tree.set("body", call.body() == null ? NullNode.getInstance() : JSON.readTree(call.body()));
        } catch (JsonProcessingException e) {
            tree.put("body", call.body());
        }
        return tree;
    }

    /** Of two calls alike the one whose step and body fit better. */
    private static int likeness(JsonNode asked, JsonNode made) {
        if (!asked.get("call").equals(made.get("call"))) {
            return 0;
        }
        JsonNode seen = asFarAsAsked(asked, made);
        boolean sameStep = asked.path("step").isNull() || asked.get("step").equals(made.get("step"));
        return 1 + (sameStep ? 2 : 0) + (asked.equals(seen) ? 4 : 0);
    }

    /** The members of a body that the test names, with all elements of a list. */
    private static JsonNode asFarAsAsked(JsonNode asked, JsonNode made) {
        if (asked.isNull()) {
            return asked;
        }
        if (asked.isObject() && made.isObject()) {
            ObjectNode part = JSON.createObjectNode();
            asked.properties().forEach(field -> {
                if (made.has(field.getKey()) || field.getValue().isNull()) {
                    part.set(field.getKey(), asFarAsAsked(field.getValue(), made.path(field.getKey())));
                }
            });
            return part;
        }
        if (asked.isArray() && made.isArray()) {
            ArrayNode part = JSON.createArrayNode();
            for (int i = 0; i < made.size(); i++) {
                part.add(i < asked.size() ? asFarAsAsked(asked.get(i), made.get(i)) : made.get(i));
            }
            return part;
        }
        return asked.isNumber() && asked.asText().equals(made.asText()) ? asked : made;
    }

    private void compareLetters(ArrayNode wanted, ArrayNode came) {
        expected.letters().forEach(letter -> wanted.add(JSON.<JsonNode>valueToTree(letter)));
        for (int i = 0; i < was.letters().size(); i++) {
            Rehearsed.Letter letter = was.letters().get(i);
            ObjectNode seen = JSON.valueToTree(letter);
            if (i < expected.letters().size()) {
                ProfileTest.Letter asked = expected.letters().get(i);
                seen = (ObjectNode) asFarAsAsked(JSON.valueToTree(asked), seen);
                if (asked.reason() != null && letter.reason().contains(asked.reason())) {
                    seen.put("reason", asked.reason());
                }
            }
            came.add(seen);
        }
    }

    static List<Rehearsed.Call> named(List<Rehearsed.Call> calls) {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        for (Rehearsed.Call call : calls) {
            names.put(call.madeId(), RouteDiff.nextName(call, counts));
        }
        return calls.stream()
                .map(call -> new Rehearsed.Call(
                        call.step(),
                        call.call(),
                        call.path(),
                        call.headers(),
                        call.body() == null ? null : RouteDiff.named(call.body(), names),
                        call.madeId()))
                .toList();
    }
}
