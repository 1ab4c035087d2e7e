package io.transcoder.cli.validate;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.bitmovin.CodecSettings;
import io.transcoder.rehearsal.Rehearsed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Estimates what an encoding will be billed for, by the calls that build it and by what its source is said to be: of each video stream
 * whose condition holds the minutes, times the multipliers of its resolution and of its codec.
 */
final class BillableMinutes {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String BODY = "body";
    private static final String STREAM = "POST /encoding/encodings/{encodingId}/streams";
    private static final String CONFIGURATION = "POST /encoding/configurations/";
    private static final Map<String, Integer> CODECS = Map.of("video/h264", 1, "video/h265", 2);
    /** Of the longest shorter and longer side. */
    private static final Map<List<Integer>, Integer> SIZES =
            Map.of(List.of(719, 1279), 1, List.of(1080, 1920), 2, List.of(2160, 3840), 4);

    private static final Set<String> SOUND = Set.of("AUDIO_RELATIVE", "SUBTITLE_RELATIVE", "audio-mix", "file");

    /** @param from how the track is selected, or the kind of the input stream that makes it */
    private record Feed(String from, double seconds) {}

    private final ProfileTest.Media media;
    private final Map<String, CodecSettings> described;
    private final Map<String, Rehearsed.Call> made;

    /** @param test which says what is in the source, and of the codec configurations those that have only names in the calls */
    BillableMinutes(List<Rehearsed.Call> calls, ProfileTest test) {
        this.media = test.upload().media();
        this.described = test.settings();
        this.made = calls.stream().collect(Collectors.toMap(Rehearsed.Call::madeId, Function.identity()));
    }

    /** @throws IllegalStateException where it can't be told, with the reason for people */
    double sum() {
        return made.values().stream()
                .filter(call -> call.call().equals(STREAM))
                .map(Verdict::tree)
                .map(call -> call.path(BODY))
                .mapToDouble(this::ofStream)
                .sum();
    }

    private double ofStream(JsonNode stream) {
        Feed feed = feed(stream.path("inputStreams").path(0));
        if (SOUND.contains(feed.from()) || media.height() == 0 || !holds(stream.path("conditions"))) {
            return 0;
        }
        if (stream.path("mode").asText().startsWith("PER_TITLE")) {
            throw new IllegalStateException("how many streams per-title makes depends on the pictures");
        }
        CodecSettings codec = codec(stream.path("codecConfigId").asText());
        Integer multiplier = CODECS.get(codec.kind());
        if (multiplier == null) {
            throw new IllegalStateException("the multiplier of " + codec.kind() + " is not known here");
        }
        return feed.seconds() / 60 * multiplier * resolution(codec.fields());
    }

    private Feed feed(JsonNode input) {
        Rehearsed.Call source = made.get(input.path("inputStreamId").asText());
        if (source == null) {
            return new Feed(input.path("selectionMode").asText(), media.seconds());
        }
        String kind = RouteDiff.kind(source);
        JsonNode body = Verdict.tree(source).path(BODY);
        return switch (kind) {
            case "ingest" -> feed(body);
            case "time-based" -> {
                Feed whole = feed(body);
                double left = whole.seconds() - body.path("offset").asDouble();
                yield new Feed(
                        whole.from(), Math.min(left, body.path("duration").asDouble(left)));
            }
            case "audio-mix", "file" -> new Feed(kind, media.seconds());
            default -> throw new IllegalStateException("how long an input stream of the kind " + kind + " is");
        };
    }

    private CodecSettings codec(String id) {
        Rehearsed.Call call = made.get(id);
        if (call != null) {
            return new CodecSettings(
                    call.call().substring(CONFIGURATION.length()),
                    JSON.convertValue(Verdict.tree(call).path(BODY), new TypeReference<>() {}));
        }
        if (!described.containsKey(id)) {
            throw new IllegalStateException("the test has to say under 'codecs' what " + id
                    + " is at Bitmovin, such as {codec: h264, height: 1080}");
        }
        return described.get(id);
    }

    private int resolution(Map<String, Object> codec) {
        double aspectRatio = (double) media.width() / media.height();
        Number width = (Number) codec.get("width");
        Number height = (Number) codec.get("height");
        double high = height != null
                ? height.doubleValue()
                : width != null ? width.doubleValue() / aspectRatio : media.height();
        double wide = width != null ? width.doubleValue() : high * aspectRatio;
        return SIZES.entrySet().stream()
                .filter(size -> Math.min(high, wide) <= size.getKey().get(0)
                        && Math.max(high, wide) <= size.getKey().get(1))
                .mapToInt(Map.Entry::getValue)
                .min()
                .orElseThrow(() -> new IllegalStateException(
                        "the multiplier of " + Math.round(wide) + "x" + Math.round(high) + " is not known here"));
    }

    private boolean holds(JsonNode condition) {
        if (condition.has("conditions")) {
            Predicate<JsonNode> one = this::holds;
            Stream<JsonNode> parts = condition.get("conditions").valueStream();
            return condition.path("type").asText().equals("OR") ? parts.anyMatch(one) : parts.allMatch(one);
        }
        if (!condition.has("attribute")) {
            return true;
        }
        String value = condition.path("value").asText().replace("TRUE", "1").replace("FALSE", "0");
        int sign = Double.compare(known(condition.get("attribute").asText()), Double.parseDouble(value));
        return switch (condition.path("operator").asText()) {
            case "==" -> sign == 0;
            case "!=" -> sign != 0;
            case "<" -> sign < 0;
            case "<=" -> sign <= 0;
            case ">" -> sign > 0;
            default -> sign >= 0;
        };
    }

    /** Of the source, which has a picture. */
    private double known(String attribute) {
        return switch (attribute) {
            case "HEIGHT" -> media.height();
            case "WIDTH" -> media.width();
            case "ASPECTRATIO" -> (double) media.width() / media.height();
            case "DURATION" -> media.seconds();
            case "AUDIOSTREAMCOUNT" -> media.audioTracks();
            case "STREAMCOUNT" -> 1 + media.audioTracks();
            case "VIDEOSTREAMCOUNT", "INPUTSTREAM" -> 1;
            default -> throw new IllegalStateException("'media' has no " + attribute + ", which a condition asks for");
        };
    }
}
