package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.bitmovin.api.sdk.model.AacAudioConfiguration;
import com.bitmovin.api.sdk.model.Ac3AudioConfiguration;
import com.bitmovin.api.sdk.model.Av1VideoConfiguration;
import com.bitmovin.api.sdk.model.Eac3AudioConfiguration;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.bitmovin.api.sdk.model.H265VideoConfiguration;
import com.bitmovin.api.sdk.model.HeAacV1AudioConfiguration;
import com.bitmovin.api.sdk.model.HeAacV2AudioConfiguration;
import com.bitmovin.api.sdk.model.Mp2AudioConfiguration;
import com.bitmovin.api.sdk.model.Mp3AudioConfiguration;
import com.bitmovin.api.sdk.model.OpusAudioConfiguration;
import com.bitmovin.api.sdk.model.PcmAudioConfiguration;
import com.bitmovin.api.sdk.model.Vp9VideoConfiguration;
import com.bitmovin.api.sdk.model.WebVttConfiguration;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CodecSettingsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Map<String, Class<?>> MODELS = Map.ofEntries(
            Map.entry("h264", H264VideoConfiguration.class),
            Map.entry("h265", H265VideoConfiguration.class),
            Map.entry("av1", Av1VideoConfiguration.class),
            Map.entry("vp9", Vp9VideoConfiguration.class),
            Map.entry("aac", AacAudioConfiguration.class),
            Map.entry("he-aac-v1", HeAacV1AudioConfiguration.class),
            Map.entry("he-aac-v2", HeAacV2AudioConfiguration.class),
            Map.entry("opus", OpusAudioConfiguration.class),
            Map.entry("ac3", Ac3AudioConfiguration.class),
            Map.entry("eac3", Eac3AudioConfiguration.class),
            Map.entry("mp2", Mp2AudioConfiguration.class),
            Map.entry("mp3", Mp3AudioConfiguration.class),
            Map.entry("pcm", PcmAudioConfiguration.class),
            Map.entry("webvtt", WebVttConfiguration.class));

    /** What the service sets, and the name, which the settings give. */
    private static final Set<String> NOT_SETTINGS =
            Set.of("id", "name", "customData", "createdAt", "modifiedAt", "type");

    @Test
    void theFieldsOfEachCodecAreThoseOfTheSdksModel() throws IOException {
        JsonNode codecs = JSON.readTree(CodecSettings.class.getResourceAsStream("/codecs.json"));

        assertThat(codecs.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(MODELS.keySet());
        MODELS.forEach((codec, model) -> assertThat(codecs.path(codec).path("fields"))
                .as(codec)
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(fields(model)));
    }

    private static Set<String> fields(Class<?> model) {
        var fields = new TreeSet<String>();
        JSON.getSerializationConfig().introspect(JSON.constructType(model)).findProperties().stream()
                .filter(BeanPropertyDefinition::hasField)
                .map(BeanPropertyDefinition::getName)
                .forEach(fields::add);
        fields.removeAll(NOT_SETTINGS);
        return fields;
    }

    @Test
    void theNameIsThatOfTheSettingsWhateverTheirOrder() {
        var one = CodecSettings.of(Map.of("codec", "h264", "height", 720, "bitrate", 2_400_000));

        assertThat(one.name()).matches("transcoder-h264-[0-9a-f]{16}");
        assertThat(one.kind()).isEqualTo("video/h264");
        assertThat(one.fields()).isEqualTo(Map.of("height", 720, "bitrate", 2_400_000));
        assertThat(CodecSettings.of(Map.of("bitrate", 2_400_000, "codec", "h264", "height", 720))
                        .name())
                .isEqualTo(one.name());
    }

    @Test
    void otherSettingsHaveAnotherName() {
        var one = CodecSettings.of(Map.of("codec", "aac", "bitrate", 96_000));

        assertThat(CodecSettings.of(Map.of("codec", "aac", "bitrate", 128_000)).name())
                .isNotEqualTo(one.name());
        assertThat(CodecSettings.of(Map.of("codec", "aac", "bitrate", 96_000, "rate", 48_000))
                        .name())
                .isNotEqualTo(one.name());
        assertThat(CodecSettings.of(Map.of("codec", "mp3", "bitrate", 96_000)).name())
                .isNotEqualTo(one.name());
    }

    @Test
    void aFieldThatTheCodecDoesNotHaveIsNamedWithThoseThatItHas() {
        assertThatThrownBy(() -> CodecSettings.of(Map.of("codec", "aac", "heigth", 720)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'aac' has no heigth", "channelLayout");
    }

    @Test
    void aCodecThatThereIsNotIsNamedWithThoseThatThereAre() {
        assertThatThrownBy(() -> CodecSettings.of(Map.of("codec", "h246", "height", 720)))
                .hasMessageContainingAll("no codec 'h246'", "h264", "webvtt");
        assertThatThrownBy(() -> CodecSettings.of(Map.of("height", 720))).hasMessageContaining("no codec 'null'");
    }
}
