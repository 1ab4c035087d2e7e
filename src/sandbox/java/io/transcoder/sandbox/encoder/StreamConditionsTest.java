package io.transcoder.sandbox.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.bitmovin.StreamCondition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of streams and muxings by what is in the source, which says so in the words of ffmpeg. */
class StreamConditionsTest {
    private static final String ALWAYS = "ALWAYS";
    private static final String SOUND = "Stream #0:1: Audio: pcm_s24le, 48000 Hz, stereo";

    private final Studio studio = new Studio();

    @AfterEach
    void close() {
        studio.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1920x1080, 25 fps                       | HEIGHT >= 1080                      | true",
                "1920x1080, 25 fps                       | HEIGHT > 1080                       | false",
                "1920x1080, 25 fps                       | HEIGHT != 1080                      | false",
                "1920x1080, 25 fps                       | WIDTH <= 1920                       | true",
                "1920x1080, 59.94 fps                    | FPS == 59.94                        | true",
                "1920x1080, 59.94 fps                    | FPS < 50                            | false",
                "1920x1080, 25 fps                       | HEIGHT >= 1080 AND ASPECTRATIO >= 1 | true",
                "1080x1920, 25 fps                       | HEIGHT >= 1080 AND ASPECTRATIO >= 1 | false",
                "1080x1920, 25 fps                       | HEIGHT < 1080 OR ASPECTRATIO < 1    | true",
                "720x576 [SAR 64:45 DAR 16:9], 25 fps    | ASPECTRATIO > 1.77                  | true",
                "1920x1080, 25 fps; rotation of -90.00 degrees | ASPECTRATIO < 1               | true",
                "1920x1080, 25 fps; rotation of -90.00 degrees | ROTATION == 90                | true",
                "1920x1080, 25 fps                       | ROTATION == 0                       | true",
                "1920x1080, 25 fps                       | VIDEOSTREAMCOUNT == 1               | true",
                "1920x1080, 25 fps                       | STREAMCOUNT == 2                    | true",
                "1920x1080, 25 fps                       | AUDIOSTREAMCOUNT >= 2               | false",
                "1920x1080, 25 fps                       | DURATION > 1                        | true",
                "1920x1080, 25 fps                       | INPUTSTREAM == TRUE                 | true",
                "1920x1080, 25 fps                       | INPUTSTREAM == false                | false"
            })
    void aStreamIsEncodedIfItsConditionHolds(String picture, String condition, boolean isEncoded) throws Exception {
        source("Duration: 00:00:02.50", "Stream #0:0: Video: h264, yuv420p, " + picture.replace(";", "\n"), SOUND);
        String encoding = studio.create("a");
        String video = stream(encoding, studio.video, "VIDEO_RELATIVE", 0, condition);
        mp4(encoding, "DROP_STREAM", video);

        ended(encoding);

        assertThat(ignoredBy(encoding, "streams/" + video).isEmpty()).isEqualTo(isEncoded);
        assertThat(studio.seen(encoding).outputs().get(0).isWritten()).isEqualTo(isEncoded);
    }

    @Test
    void anAttributeOfATrackThatIsNotThereFulfilsNothing() throws Exception {
        source(SOUND);
        String encoding = studio.create("a");
        String large = stream(encoding, studio.video, "VIDEO_RELATIVE", 0, "HEIGHT >= 1080");
        String small = stream(encoding, studio.video, "VIDEO_RELATIVE", 0, "HEIGHT < 1080");
        String audio = stream(encoding, studio.audio, "AUDIO_RELATIVE", 0, "INPUTSTREAM == TRUE");
        String second = stream(encoding, studio.audio, "AUDIO_RELATIVE", 1, "INPUTSTREAM == TRUE");
        String muxing = mp4(encoding, "DROP_STREAM", large, small, audio, second);

        ended(encoding);

        assertThat(List.of(large, small, second))
                .allSatisfy(stream -> assertThat(ignoredBy(encoding, "streams/" + stream))
                        .extracting(by -> by.path("ignoredBy").asText())
                        .containsExactly("CONDITION"));
        assertThat(ignoredBy(encoding, "streams/" + audio)).isEmpty();
        assertThat(ignoredBy(encoding, "muxings/mp4/" + muxing)).isEmpty();
        assertThat(studio.seen(encoding).outputs()).allMatch(Encoder.Output::isWritten);
    }

    @ParameterizedTest
    @CsvSource({"DROP_MUXING, false", "DROP_STREAM, true", ", false"})
    void theModeSaysWhetherTheMuxingGoesWithItsStream(String mode, boolean isWritten) throws Exception {
        source("Stream #0:0: Video: h264, yuv420p, 1280x720, 25 fps");
        String encoding = studio.create("a");
        String muxing = mp4(
                encoding,
                mode,
                stream(encoding, studio.video, "VIDEO_RELATIVE", 0, ALWAYS),
                stream(encoding, studio.audio, "AUDIO_RELATIVE", 0, "INPUTSTREAM == TRUE"));

        ended(encoding);

        assertThat(studio.seen(encoding).outputs().get(0).isWritten()).isEqualTo(isWritten);
        assertThat(ignoredBy(encoding, "muxings/mp4/" + muxing).isEmpty()).isEqualTo(isWritten);
    }

    @Test
    void ofWhichNoStreamIsLeftTheMuxingIsOmittedAndHasNoInformation() throws Exception {
        source("Stream #0:0: Subtitle: subrip");
        String encoding = studio.create("a");
        String muxing = mp4(
                encoding,
                "DROP_STREAM",
                stream(encoding, studio.video, "VIDEO_RELATIVE", 0, "INPUTSTREAM == TRUE"),
                stream(encoding, studio.audio, "AUDIO_RELATIVE", 0, "INPUTSTREAM == TRUE"));

        ended(encoding);

        assertThat(studio.seen(encoding).status()).isEqualTo("FINISHED");
        assertThat(studio.seen(encoding).outputs()).noneMatch(Encoder.Output::isWritten);
        assertThat(ignoredBy(encoding, "muxings/mp4/" + muxing)).hasSize(1);
        assertThat(studio.api
                        .get("/encoding/encodings/" + encoding + "/muxings/mp4/" + muxing + "/information")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aTrackThatIsNotThereAndThatNoConditionExcusesIsAnError() throws Exception {
        source("Stream #0:0: Video: h264, yuv420p, 1280x720, 25 fps");
        String encoding = studio.create("a");
        mp4(
                encoding,
                "DROP_STREAM",
                stream(encoding, studio.video, "VIDEO_RELATIVE", 0, ALWAYS),
                stream(encoding, studio.audio, "AUDIO_RELATIVE", 0, ALWAYS));

        ended(encoding);

        assertThat(studio.seen(encoding).status()).isEqualTo("ERROR");
    }

    @Test
    void aStreamThatIsLeftOutIsNotBilled() throws Exception {
        source("Stream #0:0: Video: h264, yuv420p, 1920x1080, 25 fps");
        String encoding = studio.create("a");
        mp4(
                encoding,
                "DROP_STREAM",
                stream(encoding, studio.video, "VIDEO_RELATIVE", 0, "HEIGHT >= 1080"),
                stream(encoding, studio.video, "VIDEO_RELATIVE", 0, "HEIGHT < 1080"));

        ended(encoding);

        assertThat(studio.api
                        .get("/encoding/statistics/encodings/" + encoding)
                        .result()
                        .path("streams"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'CONDITION','attribute':'DEPTH','operator':'>','value':'1'}    | conditions.attribute",
                "{'type':'CONDITION','attribute':'LANGUAGE','operator':'==','value':'de'} | conditions.attribute",
                "{'type':'CONDITION','attribute':'HEIGHT','operator':'>','value':'HD'}  | conditions.value",
                "{'type':'CONDITION','attribute':'INPUTSTREAM','operator':'==','value':'1'} | conditions.value",
                "{'type':'CONDITION','attribute':'HEIGHT','value':'1'}                  | conditions.operator",
                "{'type':'CONDITION','attribute':'HEIGHT','operator':'=>','value':'1'}  | conditions.operator",
                "{'type':'AND','conditions':[]}                                         | conditions.conditions"
            })
    void whatCannotBeEvaluatedIsRefused(String condition, String field) throws Exception {
        String body = studio.videoStreamBody().replaceFirst("\\{", "{'conditions':" + condition + ",");

        assertThat(studio.api
                        .post("/encoding/encodings/" + studio.create("a") + "/streams", body)
                        .field())
                .isEqualTo(field);
    }

    private void source(String... lines) {
        studio.store.put("source", Studio.SOURCE, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private String stream(String encoding, String codec, String mode, int position, String condition) throws Exception {
        ObjectNode body = RequestJudge.JSON.createObjectNode().put("codecConfigId", codec);
        body.putArray("inputStreams")
                .add(RequestJudge.JSON.valueToTree(Map.of(
                        "inputId",
                        studio.input,
                        "inputPath",
                        Studio.SOURCE,
                        "selectionMode",
                        mode,
                        "position",
                        position)));
        StreamCondition.of(condition)
                .ifPresent(conditions -> body.set("conditions", RequestJudge.JSON.valueToTree(conditions)));
        return studio.api
                .post("/encoding/encodings/" + encoding + "/streams", body.toString())
                .id();
    }

    /** @param mode null for none */
    private String mp4(String encoding, String mode, String... streams) throws Exception {
        ObjectNode body = (ObjectNode)
                RequestJudge.JSON.readTree(studio.mp4Body(streams[0], "a.mp4").replace('\'', '"'));
        List<Map<String, String>> all = new ArrayList<>();
        for (String stream : streams) {
            all.add(Map.of("streamId", stream));
        }
        body.set("streams", RequestJudge.JSON.valueToTree(all));
        if (mode != null) {
            body.put("streamConditionsMode", mode);
        }
        return studio.api
                .post("/encoding/encodings/" + encoding + "/muxings/mp4", body.toString())
                .id();
    }

    private void ended(String encoding) throws Exception {
        studio.start(encoding).result();
        await().atMost(Duration.ofSeconds(30)).until(() -> studio.seen(encoding).finishedAt() != null);
    }

    private JsonNode ignoredBy(String encoding, String part) throws Exception {
        return studio.api
                .get("/encoding/encodings/" + encoding + "/" + part)
                .result()
                .path("ignoredBy");
    }
}
