package io.transcoder.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.cli.Cli;
import io.transcoder.cli.RoutesCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What integrators are told before they replace the routes in force. Nothing listens anywhere, and there is no key. */
@Tag("slow")
class ValidateDiffTest {
    @TempDir
    private Path folder;

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "source.bucket",
            "mam-in",
            "output.bucket",
            "mam-out",
            "aws.endpoint",
            "http://localhost:1",
            "bitmovin.url",
            "http://localhost:1"));

    @BeforeEach
    void copyRoutes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve("new").resolve(Path.of("routes").relativize(file)));
            }
        }
    }

    private Cli.Result diff(String... more) {
        return diff(Path.of("routes"), more);
    }

    private Cli.Result diff(Path old, String... more) {
        String[] args = Stream.concat(
                        Stream.of(
                                "validate",
                                "--diff",
                                old.toString(),
                                folder.resolve("new").toString()),
                        Stream.of(more))
                .toArray(String[]::new);
        return Cli.with(settings, folder).run(args);
    }

    private void edit(String file, String old, String edited) throws IOException {
        Path path = folder.resolve("new").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, edited));
    }

    private String event(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static String upload(String key) {
        return "{\"Records\":[{\"eventVersion\":\"2.1\",\"eventSource\":\"aws:s3\",\"eventName\":\"ObjectCreated:Put\","
                + "\"s3\":{\"bucket\":{\"name\":\"{{source.bucket}}\"},\"object\":{\"key\":\"" + key
                + "\",\"size\":5,\"eTag\":\"e1\",\"sequencer\":\"01\"}}}]}";
    }

    @Test
    void theSameRoutesMakeNoDifferenceToAnyKindOfEvent() {
        var result = diff("--exit-code");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.lines()).containsExactly("No change in 14 events.");
    }

    @Test
    void aChangedCodecConfigurationIsShownInItsCallAndNowhereElse() throws IOException {
        edit(
                "profiles.camel.yaml",
                "mp4-video\n                  uri: kamelet:bitmovin-add-stream-action\n                  parameters:\n                    codecConfig: \"{{bitmovin.video-config}}\"",
                "mp4-video\n                  uri: kamelet:bitmovin-add-stream-action\n                  parameters:\n                    codecConfig: h264-720p");

        var result = diff("--events", event("one.json", upload("in/VX-7.mxf")));

        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualToNormalizingNewlines("""
                        event one.json
                          step mp4-video: POST /encoding/encodings/{encodingId}/streams
                                {
                              -   "codecConfigId": "h264-1080p",
                              +   "codecConfigId": "h264-720p",
                                  "conditions": {
                                    "conditions": [
                                ...

                        1 of 1 events change.
                        """);
    }

    @Test
    void aChangedSuffixIsShownAsTheOutputsNewName() throws IOException {
        settings.put("profile.output-suffix", "_a_bitmovin.mp4");
        Path old = Cli.with(settings, folder).file();
        settings.put("profile.output-suffix", "_b_bitmovin.mp4");

        var result = diff("--exit-code", "--old-config", old.toString());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines())
                .contains(
                        "  output of in/VX-1.mxf",
                        "      - out/VX-1.mxf_a_bitmovin.mp4",
                        "      + out/VX-1.mxf_b_bitmovin.mp4",
                        "event upload-in-parts: as upload",
                        "event odd-name: as upload");
    }

    @Test
    void aRemovedCallIsGoneAndTheIdsOfTheOthersAreNoNoise() throws IOException {
        edit(
                "profiles.camel.yaml",
                "              - to:\n                  id: mp4-video\n                  uri: kamelet:bitmovin-add-stream-action\n                  parameters:\n                    codecConfig: \"{{bitmovin.video-config}}\"\n                    selectionMode: VIDEO_RELATIVE\n                    condition: HEIGHT >= 1080 AND ASPECTRATIO >= 1\n",
                "");

        var result = diff("--events", event("one.json", upload("in/VX-7.mxf")));

        assertThat(result.lines())
                .filteredOn(line -> line.startsWith("  ") && !line.startsWith("   "))
                .containsExactly(
                        "  gone step mp4-video: POST /encoding/encodings/{encodingId}/streams",
                        "  step mp4-file: POST /encoding/encodings/{encodingId}/muxings/mp4");
        assertThat(result.lines())
                .filteredOn(line -> line.startsWith("      +"))
                .isEmpty();
        assertThat(result.out()).contains("-       \"streamId\": \"stream-3\"").doesNotContain("00000000");
    }

    @Test
    void aCallBeforeTheOthersChangesNothingButWhatItAdds() throws IOException {
        edit(
                "profiles.camel.yaml",
                "              - to:\n                  id: xdcam-left\n",
                "              - to:\n                  id: xdcam-other\n                  uri: kamelet:bitmovin-add-ingest-input-stream-action\n"
                        + "                  parameters:\n                    name: other\n                    selectionMode: AUDIO_RELATIVE\n"
                        + "                    position: 7\n              - to:\n                  id: xdcam-left\n");

        var result = diff("--events", event("one.json", upload("in/xdcam/VX-7.mxf")));

        assertThat(result.lines())
                .filteredOn(line -> line.startsWith("  ") && !line.startsWith("   "))
                .containsExactly("  new step xdcam-other: POST /encoding/encodings/{encodingId}/input-streams/ingest");
    }

    @Test
    void anEventThatTakesAnotherProfileIsNamedWithBoth() throws IOException {
        edit(
                "profiles.camel.yaml",
                "startsWith ${properties:profile.xdcam.source-prefix}",
                "startsWith '{{profile.xdcam.source-prefix}}tapes/'");

        var result = diff(
                "--json", "--events", event("some.jsonl", upload("in/xdcam/VX-7.mxf") + "\n" + upload("in/VX-8.mxf")));

        assertThat(result.exit()).isZero();
        JsonNode first = new ObjectMapper().readTree(result.lines().get(0));
        assertThat(first.get("event").asText()).isEqualTo("some.jsonl:1");
        assertThat(first.get("changes").get(0).toString())
                .isEqualTo("{\"what\":\"result\",\"about\":\"in/xdcam/VX-7.mxf\",\"before\":\"encoded by the profile"
                        + " xdcam-stereo-mp4\",\"after\":\"encoded by the profile mp4\"}");
        assertThat(result.lines().get(1)).isEqualTo("{\"event\":\"some.jsonl:2\",\"changes\":[]}");
    }

    @Test
    void anUploadThatWouldBecomeADeadLetterIsShown() throws IOException {
        edit(
                "kamelets/bitmovin-add-filter-action.kamelet.yaml",
                "{encodingId}/streams/{streamId}",
                "{encodingId}/streams/{filterId}");

        var result = diff("--events", event("one.json", upload("in/xdcam/VX-7.mxf")));

        assertThat(result.out())
                .contains("- encoded by the profile xdcam-stereo-mp4")
                .contains("+ not encoded")
                .contains("+ dead letter (permanent) at intake: ")
                .contains("needs an id in the variable 'filterId'")
                .contains("new step discard: DELETE /encoding/encodings/{encodingId}");
    }

    @Test
    void aCallElsewhereIsShownAndNotMade() throws IOException {
        edit(
                "profiles.camel.yaml",
                "              - to:\n                  id: mp4-video\n",
                "              - to:\n                  id: tell-the-newsroom\n                  uri: https://newsroom.invalid/hook\n"
                        + "              - to:\n                  id: mp4-video\n");

        var result = diff("--events", event("one.json", upload("in/VX-7.mxf")));

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).contains("new step tell-the-newsroom: https://newsroom.invalid/hook");
    }

    @Test
    void theKeyOfTheApiIsNotUsed() throws IOException {
        settings.put("bitmovin.api-key", "never-shown");
        edit(
                "engine/bitmovin.camel.yaml",
                "        - to:\n            id: http",
                "        - removeHeader: { id: without-key, name: X-Api-Key }\n        - to:\n            id: http");

        var result = diff("--events", event("one.json", upload("in/VX-7.mxf")));

        assertThat(result.out() + result.err())
                .contains("- X-Api-Key: (masked)")
                .doesNotContain("never-shown");
    }

    @Test
    void newRoutesThatBreakARuleAreNotPlayed() throws IOException {
        edit("engine/intake.camel.yaml", "    shutdownRunningTask: CompleteAllTasks\n", "");

        var result = diff();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("engine/intake.camel.yaml:1: error messages-lost-at-stop")
                .hasLineCount(1);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void newRoutesThatDoNotLoadAreNamed() throws IOException {
        edit("engine/watch.camel.yaml", "delay: 1s", "dely: 1s");

        var result = diff();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("new: ").contains("dely").hasLineCount(1);
    }

    @Test
    void whatIsNotThereIsWrongUsage() throws IOException {
        assertThat(diff(Path.of("nowhere")).exit()).isEqualTo(2);
        assertThat(diff("--events", "nowhere.json").err()).contains("there is no nowhere.json");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(diff("--events", empty.toString()).err()).contains("there is no event in");
        assertThat(Cli.with(settings, folder).run("validate", "--exit-code").exit())
                .isEqualTo(2);
    }

    @Test
    void secretsAreMasked() throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("profile.token"), "t0p-\"token");
        settings.put("secrets.directory", secrets.toString());
        settings.put("profile.known", "well-known");
        String encoding = "            id: mp4-encoding\n            uri: kamelet:bitmovin-create-encoding-action\n";
        edit(
                "profiles.camel.yaml",
                encoding,
                encoding
                        + "            parameters: { fields: '{description: \"${value:profile.known} ${value:profile.token}\"}' }\n");
        edit(
                "engine/bitmovin.camel.yaml",
                "        - to:\n            id: http",
                "        - setHeader: { id: basic, name: Authorization, expression: { constant: { expression: \"Basic {{profile.known}}\" } } }\n"
                        + "        - to:\n            id: http");

        var result = diff("--events", event("one.json", upload("in/VX-7.mxf")));

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("well-known (masked)", "Authorization: (masked)")
                .doesNotContain("t0p", "Basic");
    }

    @Test
    void codeInEitherFolderIsNotRun() throws IOException {
        Path made = folder.resolve("made");
        Path old = RoutesCopy.into(folder, "", "");
        Files.writeString(old.resolve("beans.camel.yaml"), ValidateCommandTest.beans(made));

        var result = diff(old);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("code-in-routes");
        assertThat(made).doesNotExist();
    }
}
