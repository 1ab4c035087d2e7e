package io.transcoder.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.cli.Cli;
import io.transcoder.cli.RoutesCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** What integrators are told of their profiles. Nothing listens anywhere, and there is no key. */
@Tag("slow")
class TestCommandTest {
    private static final String EXPECTS_MP4 = """
            - test: an upload becomes an MP4
              upload:
                key: "{{profile.source-prefix}}VX-1.mxf"
              expect:
                profile: mp4
                outputs:
                  - out/VX-1.mxf_bitmovin.mp4
                calls:
                  - call: POST /encoding/encodings/{encodingId}/streams
                    step: mp4-video
                    body:
                      codecConfigId: "{{bitmovin.video-config}}"
                  - call: POST /encoding/encodings/{encodingId}/muxings/mp4
                    body:
                      streams:
                        - streamId: stream-1
                        - streamId: stream-2
                        - streamId: stream-3
            """;

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

    private Cli.Result test(String... more) {
        List<String> args = new ArrayList<>(List.of("test"));
        args.addAll(List.of(more));
        return Cli.with(settings, folder).run(args.toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void aFileWithoutTestsIsNamedWhereThereIsNoOther() throws IOException {
        Path empty = Files.writeString(folder.resolve("past.yaml"), "# none yet\n");
        Path gap = Files.writeString(folder.resolve("gap.yaml"), "- \n");

        assertThat(test(empty.toString()).exit()).isEqualTo(2);
        assertThat(test(empty.toString()).err()).contains("There is no test in");
        assertThat(test(gap.toString()).exit()).isEqualTo(2);
        assertThat(test(gap.toString()).err()).contains("gap.yaml", "an entry of the list is empty");
    }

    @Test
    void theShippedRoutesDoWhatTheirTestsExpect() {
        var result = test();

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.lines().get(result.lines().size() - 1)).endsWith(" tests, all as expected");
        assertThat(result.out()).contains("ok       mp4.yaml: ", "ok       xdcam-stereo-mp4.yaml: ");
    }

    @Test
    void whatDiffersIsShownLineByLineAndInTheReport() throws Exception {
        settings.put(
                "routes.directory",
                RoutesCopy.into(folder, "selectionMode: VIDEO_RELATIVE", "selectionMode: POSITION_ABSOLUTE")
                        .toString());
        String tests = file("mp4.yaml", """
                - test: the picture is the first of the file
                  upload:
                    key: in/VX-1.mxf
                  expect:
                    calls:
                      - call: POST /encoding/encodings/{encodingId}/streams
                        step: mp4-video
                        body:
                          inputStreams:
                            - selectionMode: VIDEO_RELATIVE
                - test: it is named "<as the MAM wants it>"
                  upload:
                    key: in/VX-1.mxf
                  expect:
                    outputs:
                      - out/VX-1.mxf_bitmovin.mp4
                """);
        Path report = folder.resolve("report.xml");

        var result = test(tests, "--junit", report.toString());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines())
                .contains(
                        "differs  mp4.yaml: the picture is the first of the file",
                        "ok       mp4.yaml: it is named \"<as the MAM wants it>\"",
                        "2 tests, 1 differ")
                .anyMatch(line -> line.matches(" +- +\"selectionMode\" : \"VIDEO_RELATIVE\""))
                .anyMatch(line -> line.matches(" +\\+ +\"selectionMode\" : \"POSITION_ABSOLUTE\""));
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("failure").item(0).getTextContent())
                .contains("VIDEO_RELATIVE");
    }

    @Test
    void anOutputThatFieldsTurnAwayFromItsNameIsALetter() throws IOException {
        String ours = "{outputId: '${output:bitmovin.output}', outputPath: '${variable.outputName.path}',"
                + " acl: [{permission: PRIVATE} ]}";
        String archive = "{outputId: archive, outputPath: x/, acl: [{permission: PRIVATE} ]}";
        assertThat(withFields("{filename: other.mp4}").out()).contains("has filename other.mp4");
        assertThat(withFields("{outputs: [" + archive + "]}").out()).contains("has outputs without bitmovin.output");
        assertThat(withFields("{outputs: [" + ours + ", " + archive + "]}").out())
                .contains("1 tests, all as expected");
    }

    private Cli.Result withFields(String fields) throws IOException {
        String suffix = "suffix: \"{{profile.output-suffix}}\"\n";
        Path routes = RoutesCopy.into(folder, suffix, suffix + "              fields: \"" + fields + "\"\n");
        settings.put("routes.directory", routes.toString());
        return test(file("mp4.yaml", EXPECTS_MP4));
    }

    @Test
    void whateverIsNotExpectedAndCostsSomethingDiffers() throws IOException {
        assertThat(test(file("skip.yaml", EXPECTS_MP4.replace("VX-1.mxf\"", "VX-1.mxf\"\n    size: 0")))
                        .out())
                .contains("source-empty");
        assertThat(test(file("letter.yaml", EXPECTS_MP4.replace("VX-1.mxf\"", "n".repeat(1010) + "\"")))
                        .out())
                .contains("S3 allows 1024");
        assertThat(test(file("order.yaml", EXPECTS_MP4.replace("stream-1", "stream-9")))
                        .exit())
                .isEqualTo(1);
        assertThat(test(file("none.yaml", EXPECTS_MP4.replace("profile: mp4", "profile: none")))
                        .exit())
                .isEqualTo(1);
        assertThat(test(file("call.yaml", EXPECTS_MP4.replace("muxings/mp4", "muxings/fmp4")))
                        .exit())
                .isEqualTo(1);
        assertThat(test(file("good.yaml", EXPECTS_MP4)).exit()).isZero();
    }

    @Test
    void whatAnEncodingIsEstimatedToCostIsComparedInBillableMinutes() throws IOException {
        String hour = """
                - test: an hour in HD
                  upload:
                    key: in/VX-1.mxf
                    media: { seconds: 3600, width: 1920, height: 1080, audioTracks: 1 }
                  codecs:
                    h264-1080p: { codec: h264, height: 1080 }
                  expect:
                    estimate: { minutes: 120 }
                """;
        String h265 = hour.replace("codec: h264", "codec: h265");
        // a smaller or upright picture keeps its size, and the named configuration is not used
        String sd = hour.replace("width: 1920, height: 1080", "width: 720, height: 576")
                .replace("minutes: 120", "minutes: 60");
        String upright = hour.replace("width: 1920, height: 1080", "width: 1080, height: 1920");
        String sound = hour.replace("width: 1920, height: 1080, ", "").replace("minutes: 120", "minutes: 0");

        assertThat(test(file("hour.yaml", hour)).exit()).isZero();
        assertThat(test(file("sd.yaml", sd)).exit()).isZero();
        assertThat(test(file("upright.yaml", upright)).exit()).isZero();
        assertThat(test(file("sound.yaml", sound)).exit()).isZero();
        assertThat(test(file("h265.yaml", h265)).lines())
                .anyMatch(line -> line.matches(" +- +\"minutes\" : 120.000"))
                .anyMatch(line -> line.matches(" +\\+ +\"minutes\" : 240.000"));
        settings.put(
                "routes.directory",
                RoutesCopy.into(folder, "condition: HEIGHT < 1080 OR ASPECTRATIO < 1", "condition: HEIGHT > 1")
                        .toString());
        assertThat(test(file("twice.yaml", hour)).lines())
                .contains("differs  twice.yaml: an hour in HD")
                .anyMatch(line -> line.matches(" +\\+ +\"minutes\" : 240.000"));
    }

    @Test
    void whatKeepsAnEstimateFromBeingMadeIsSaid() throws IOException {
        String named = """
                - test: an hour in HD
                  upload:
                    key: in/VX-1.mxf
                    media: { seconds: 3600, width: 1920, height: 1080, audioTracks: 1 }
                  expect:
                    estimate: { minutes: 120 }
                """;
        String large = named.replace("width: 1920, height: 1080", "width: 5000, height: 1000");

        assertThat(test(file("named.yaml", named)).out())
                .contains("unknown", "'codecs' what h264-1080p is at Bitmovin");
        assertThat(test(file("large.yaml", large)).out()).contains("the multiplier of 5000x1000 is not known here");
        assertThat(test(file("media.yaml", named.replaceAll("(?m)^    media.*\n", ""))))
                .satisfies(result -> assertThat(result.exit()).isEqualTo(2))
                .satisfies(result -> assertThat(result.err()).contains("media.yaml", "'media' of the 'upload'"));
    }

    @Test
    void anEventOfABridgeIsPlayedAsTheQueueGivesIt() throws IOException {
        String tests = file("bridge.yaml", """
                - test: by EventBridge
                  event: |
                    {"version": "0", "id": "1", "source": "aws.s3", "detail-type": "Object Created",
                     "time": "2026-01-01T00:00:00Z", "region": "eu-west-1",
                     "detail": {"bucket": {"name": "{{source.bucket}}"},
                                "object": {"key": "in/VX-1.mxf", "size": 5, "etag": "e1", "sequencer": "01"},
                                "reason": "PutObject"}}
                  expect:
                    profile: mp4
                """);

        assertThat(test(tests).exit()).isZero();
    }

    @Test
    void whatCannotBeReadIsNamedAndEndsWithTwo() throws IOException {
        assertThat(test(file("typo.yaml", EXPECTS_MP4.replace("outputs:", "output:"))))
                .satisfies(result -> assertThat(result.exit()).isEqualTo(2))
                .satisfies(result -> assertThat(result.err()).contains("typo.yaml", "\"output\""));
        assertThat(test(file("broken.yaml", EXPECTS_MP4 + "\t- ")))
                .satisfies(result -> assertThat(result.exit()).isEqualTo(2))
                .satisfies(result -> assertThat(result.err()).contains("broken.yaml"));
        assertThat(test(file("nothing.yaml", "- test: without anything\n")))
                .satisfies(result -> assertThat(result.exit()).isEqualTo(2))
                .satisfies(result -> assertThat(result.err()).contains("nothing.yaml", "'expect'"));
        assertThat(test(folder.resolve("absent").toString()))
                .satisfies(result -> assertThat(result.exit()).isEqualTo(2))
                .satisfies(result -> assertThat(result.err()).contains("absent").hasLineCount(1));
        assertThat(test(file("empty.yaml", "[]\n")))
                .satisfies(result -> assertThat(result.exit()).isEqualTo(2))
                .satisfies(result -> assertThat(result.err()).contains("jobs events --tests"));
    }

    @Test
    void routesThatDoNotLoadEndWithTwo() throws IOException {
        settings.put(
                "routes.directory",
                RoutesCopy.into(folder, "uri: direct:profile-mp4", "uri: nosuch:profile-mp4")
                        .toString());

        var result = test(file("good.yaml", EXPECTS_MP4));

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("nosuch").hasLineCount(1);
    }
}
