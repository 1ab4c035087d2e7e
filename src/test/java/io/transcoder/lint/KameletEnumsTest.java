package io.transcoder.lint;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.bitmovin.api.sdk.model.AudioMixInputStream;
import com.bitmovin.api.sdk.model.AudioVolumeFilter;
import com.bitmovin.api.sdk.model.ConcatenationInputStream;
import com.bitmovin.api.sdk.model.ConformFilter;
import com.bitmovin.api.sdk.model.CropFilter;
import com.bitmovin.api.sdk.model.DashManifestDefault;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.EbuR128SinglePassFilter;
import com.bitmovin.api.sdk.model.Encoding;
import com.bitmovin.api.sdk.model.FileInputStream;
import com.bitmovin.api.sdk.model.Fmp4Muxing;
import com.bitmovin.api.sdk.model.HlsManifestDefault;
import com.bitmovin.api.sdk.model.IngestInputStream;
import com.bitmovin.api.sdk.model.Mp4Muxing;
import com.bitmovin.api.sdk.model.ProgressiveMovMuxing;
import com.bitmovin.api.sdk.model.ProgressiveTsMuxing;
import com.bitmovin.api.sdk.model.ProgressiveWebmMuxing;
import com.bitmovin.api.sdk.model.ScaleFilter;
import com.bitmovin.api.sdk.model.Sprite;
import com.bitmovin.api.sdk.model.StartEncodingRequest;
import com.bitmovin.api.sdk.model.Stream;
import com.bitmovin.api.sdk.model.StreamFilter;
import com.bitmovin.api.sdk.model.TextFilter;
import com.bitmovin.api.sdk.model.TextMuxing;
import com.bitmovin.api.sdk.model.Thumbnail;
import com.bitmovin.api.sdk.model.TimeBasedTrimmingInputStream;
import com.bitmovin.api.sdk.model.WatermarkFilter;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.lint.model.Expression;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A parameter has an {@code enum} where the field that it fills has a closed set of values in the official SDK, and the enum is
 * this set. Which field a parameter fills is read off the bodies in the Kamelets. The regions of {@code create-encoding} get there by a method and stay open on purpose: their
 * set grows with releases of the API.
 */
class KameletEnumsTest {
    private static final String ENCODING = "POST /encoding/encodings/{encodingId}";

    /** The SDK's model of a body, by what the step behind it calls. */
    private static final Map<String, Class<?>> MODELS = Map.ofEntries(
            Map.entry("POST /encoding/encodings", Encoding.class),
            Map.entry(ENCODING + "/start", StartEncodingRequest.class),
            Map.entry(ENCODING + "/streams", Stream.class),
            Map.entry(ENCODING + "/streams/{streamId}/filters", StreamFilter.class),
            Map.entry(ENCODING + "/streams/{streamId}/thumbnails", Thumbnail.class),
            Map.entry(ENCODING + "/streams/{streamId}/sprites", Sprite.class),
            Map.entry(ENCODING + "/input-streams/ingest", IngestInputStream.class),
            Map.entry(ENCODING + "/input-streams/file", FileInputStream.class),
            Map.entry(ENCODING + "/input-streams/audio-mix", AudioMixInputStream.class),
            Map.entry(ENCODING + "/input-streams/concatenation", ConcatenationInputStream.class),
            Map.entry(ENCODING + "/input-streams/trimming/time-based", TimeBasedTrimmingInputStream.class),
            Map.entry(ENCODING + "/muxings/mp4", Mp4Muxing.class),
            Map.entry(ENCODING + "/muxings/fmp4", Fmp4Muxing.class),
            Map.entry(ENCODING + "/muxings/progressive-ts", ProgressiveTsMuxing.class),
            Map.entry(ENCODING + "/muxings/progressive-mov", ProgressiveMovMuxing.class),
            Map.entry(ENCODING + "/muxings/progressive-webm", ProgressiveWebmMuxing.class),
            Map.entry(ENCODING + "/muxings/text", TextMuxing.class),
            Map.entry("POST /encoding/manifests/dash/default", DashManifestDefault.class),
            Map.entry("POST /encoding/manifests/hls/default", HlsManifestDefault.class),
            Map.entry("addStartOptions(${body}, ${variable.encoding})", StartEncodingRequest.class),
            Map.entry("id('audio-volume', ${body})", AudioVolumeFilter.class),
            Map.entry("id('conform', ${body})", ConformFilter.class),
            Map.entry("id('crop', ${body})", CropFilter.class),
            Map.entry("id('deinterlace', ${body})", DeinterlaceFilter.class),
            Map.entry("id('ebu-r128-single-pass', ${body})", EbuR128SinglePassFilter.class),
            Map.entry("id('scale', ${body})", ScaleFilter.class),
            Map.entry("id('text', ${body})", TextFilter.class),
            Map.entry("id('watermark', ${body})", WatermarkFilter.class));

    /**
     * What the API knows and the call of this Kamelet must not say: no template, and what the encoder makes of one; and a selection
     * that is refused beside the position, which is always sent.
     */
    private static final Map<String, Set<String>> LEFT_OUT = Map.of(
            "bitmovin-add-per-title-stream-action: mode",
            Set.of("STANDARD", "PER_TITLE_RESULT"),
            "bitmovin-add-stream-action: selectionMode",
            Set.of("AUTO"),
            "bitmovin-add-ingest-input-stream-action: selectionMode",
            Set.of("AUTO"));

    private static final Pattern PARAMETER = Pattern.compile("\\$\\{(?:value|tree):(\\w+)}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void everyClosedSetIsTheSdksAndNoneIsMissed() {
        List<RouteFile> kamelets = PlantedRoutes.shipped().folder().kamelets();

        assertThat(kamelets).flatExtracting(KameletEnumsTest::faults).isEmpty();
        assertThat(kamelets)
                .flatExtracting(kamelet -> closedSets(kamelet).keySet())
                .hasSizeGreaterThan(11)
                .contains("selectionMode", "channelLayout", "streamConditionsMode", "parity", "unit", "mode");
    }

    @Test
    void aSetThatIsMissedIsFound() {
        assertThat(faults(crop(""))).containsExactly("k: unit has [], and the SDK has [PERCENTS, PIXELS]");
    }

    @Test
    void anotherSetIsFound() {
        assertThat(faults(crop(", enum: [PIXELS, PERCENT]")))
                .containsExactly("k: unit has [PIXELS, PERCENT], and the SDK has [PERCENTS, PIXELS]");
    }

    @Test
    void theSetOfAFieldThatHasNoneIsFound() {
        assertThat(faults(crop(", enum: [PIXELS, PERCENTS] }, left: { type: integer, enum: [1]")))
                .containsExactly("k: left has [1], and the SDK has no closed set");
    }

    private static RouteFile crop(String choices) {
        return RouteFile.of("kamelets/k.kamelet.yaml", """
                spec:
                  definition: { properties: { unit: { type: string%s } } }
                  template:
                    from:
                      uri: kamelet:source
                      steps:
                        - setBody: { expression: { language: { language: tree, expression: "{left: '${tree:left}', unit: '${value:unit}'}" } } }
                        - setVariable: { name: filterId, expression: { method: { ref: filters, method: "id('crop', ${body})" } } }
                """.formatted(choices));
    }

    private static List<String> faults(RouteFile kamelet) {
        List<String> faults = new ArrayList<>();
        Map<String, Set<String>> closed = closedSets(kamelet);
        for (Object name : kamelet.kameletProperties().keySet()) {
            String parameter = name.toString();
            List<String> choices = kamelet.kameletChoices(parameter);
            Set<String> known = closed.getOrDefault(parameter, Set.of());
            if (known.isEmpty() && !choices.isEmpty()) {
                faults.add(kamelet.stem() + ": " + parameter + " has " + choices + ", and the SDK has no closed set");
            } else if (choices.size() != known.size() || !known.containsAll(choices)) {
                faults.add(kamelet.stem() + ": " + parameter + " has " + choices + ", and the SDK has "
                        + known.stream().sorted().toList());
            }
        }
        return faults;
    }

    /** By the parameter. */
    private static Map<String, Set<String>> closedSets(RouteFile kamelet) {
        Map<String, Class<?>> fields = new HashMap<>();
        Object body = null;
        String call = "";
        for (Step step : kamelet.steps()) {
            boolean isRequest = step.variablesSet().containsKey("request");
            String text = isRequest
                    ? step.variablesSet().get("request").text()
                    : step.expression().text();
            call = step.variablesSet()
                    .getOrDefault("call", new Expression("", call))
                    .text();
            boolean isSent = step.direct().equals("bitmovin");
            if (isRequest || step.kind().equals("setBody")) {
                body = text.contains("${")
                        ? RouteFile.of("body.camel.yaml", text).tree()
                        : null;
            } else if (body != null && (isSent || text.contains("${body}"))) {
                String receiver = isSent ? call : text;
                assertThat(MODELS).as(kamelet.stem()).containsKey(receiver);
                read(body, JSON.constructType(MODELS.get(receiver)), fields);
                body = null;
            }
        }
        Map<String, Set<String>> closed = new TreeMap<>();
        fields.forEach((parameter, type) -> {
            if (type.isEnum()) {
                Set<String> values = Arrays.stream(type.getEnumConstants())
                        .map(value -> JSON.convertValue(value, String.class))
                        .collect(toSet());
                values.removeAll(LEFT_OUT.getOrDefault(kamelet.stem() + ": " + parameter, Set.of()));
                closed.put(parameter, values);
            }
        });
        return closed;
    }

    /** Puts the type of each field that a parameter fills into {@code fields}. */
    private static void read(Object sent, JavaType type, Map<String, Class<?>> fields) {
        if (sent instanceof List<?> items) {
            items.forEach(item -> read(item, type.isContainerType() ? type.getContentType() : type, fields));
        } else if (sent instanceof Map<?, ?> map) {
            JavaType model = ofKind(type, map.get("type"));
            map.forEach((name, value) -> {
                // a kind is no property of the model, and what is laid over the fields has a parameter of its own
                if (!Set.of("type", "+").contains(name)) {
                    read(value, field(model, name.toString()), fields);
                }
            });
        } else if (sent instanceof String text) {
            Matcher parameter = PARAMETER.matcher(text);
            if (parameter.matches()) {
                fields.put(parameter.group(1), type.getRawClass());
            }
        }
    }

    private static JavaType field(JavaType model, String name) {
        return JSON.getDeserializationConfig().introspect(model).findProperties().stream()
                .filter(property -> property.getName().equals(name))
                .map(BeanPropertyDefinition::getPrimaryType)
                .findFirst()
                .orElseThrow(() -> new AssertionError(model + " has no field " + name));
    }

    private static JavaType ofKind(JavaType type, Object kind) {
        JsonSubTypes kinds = type.getRawClass().getDeclaredAnnotation(JsonSubTypes.class);
        return kinds == null
                ? type
                : Arrays.stream(kinds.value())
                        .filter(one -> one.name().equals(kind))
                        .map(one -> JSON.constructType(one.value()))
                        .findFirst()
                        .orElse(type);
    }
}
