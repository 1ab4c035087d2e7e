package io.transcoder.lint;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.Trees;
import io.transcoder.sandbox.encoder.Encoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each Kamelet that builds is called with the examples of its own definition, in a profile that gives it what it needs. The encoder
 * reads each request strictly into the official SDK's model; what it was sent is compared with a file.
 */
@Tag("slow")
class KameletCatalogueTest {
    private static final Path SENT = Path.of("src/test/resources/kamelets/sent.json");
    private static final String PREFIX = "bitmovin-";
    /** Without parameters, and called by every upload in any case. */
    private static final Set<String> NOT_OF_PROFILES = Set.of(
            "bitmovin-delete-encoding-action",
            "bitmovin-get-encoding-status-action",
            "bitmovin-start-encoding-action",
            "bitmovin-stop-encoding-action");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String CREATE = step("create-encoding", "");
    private static final String PICTURE =
            step("add-stream", "codecConfig: h264-1080p, selectionMode: VIDEO_RELATIVE, name: picture");
    private static final String SOUND =
            step("add-stream", "codecConfig: aac-128k, selectionMode: AUDIO_RELATIVE, name: sound");
    private static final String FILE = step("add-mp4-muxing", "suffix: _bitmovin.mp4");
    private static final String TEMPLATE = step("add-per-title-stream", "codecConfig: h264-1080p, name: template");
    private static final String SOUND_SEGMENTS =
            step("add-fmp4-muxing", "folder: sound, outputPrefix: web/, streams: sound");

    /** What stands before and after the Kamelet under test. */
    private record Around(String before, String after) {}

    private static final Map<String, Around> CASES = cases();

    @TempDir
    private static Path folder;

    private static ProfileBench bench;
    private static JsonNode sent;

    private static Map<String, Around> cases() {
        Map<String, Around> cases = new TreeMap<>();
        cases.put("create-encoding", new Around("", PICTURE + FILE));
        cases.put("add-stream", new Around(CREATE, FILE));
        cases.put("add-stream-of-input-stream", new Around(CREATE + ingest("stereo", 0), FILE));
        cases.put(
                "add-per-title-stream",
                new Around(
                        CREATE,
                        step("set-per-title-options", "")
                                + step("add-per-title-fmp4-muxing", "outputPrefix: web/")
                                + SOUND
                                + SOUND_SEGMENTS));
        cases.put(
                "add-ingest-input-stream",
                new Around(
                        CREATE, step("add-stream-of-input-stream", "codecConfig: aac-128k, inputStream: left") + FILE));
        String subtitles = step(
                "add-stream-of-input-stream", "codecConfig: '{codec: webvtt}', inputStream: lines, name: subtitles");
        cases.put(
                "add-file-input-stream",
                new Around(CREATE + PICTURE + FILE, subtitles + step("add-text-muxing", "suffix: .vtt")));
        cases.put(
                "add-text-muxing",
                new Around(
                        CREATE
                                + PICTURE
                                + FILE
                                + step("add-file-input-stream", "name: lines, suffix: .srt, fileType: SRT")
                                + subtitles,
                        ""));
        cases.put("add-stereo-mix-input-stream", mix(ingest("left", 0) + ingest("right", 1), "left"));
        cases.put("add-audio-mix-input-stream", mix(ingest("left", 0), "mono"));
        cases.put(
                "add-surround-mix-input-stream",
                mix(
                        Stream.of(1, 2, 3, 4, 5, 6)
                                .map(i -> ingest("track" + i, i - 1))
                                .collect(joining()),
                        "surround"));
        cases.put("add-trimmed-input-stream", mix(ingest("picture", 0), "scene"));
        cases.put("add-concatenation-input-stream", mix(ingest("leader", 0) + ingest("picture", 0), "programme"));
        for (String filter : List.of("", "watermark-", "crop-", "deinterlace-", "scale-", "conform-", "text-")) {
            cases.put("add-" + filter + "filter", new Around(CREATE + PICTURE, FILE));
        }
        for (String filter : List.of("audio-volume", "loudness")) {
            cases.put("add-" + filter + "-filter", new Around(CREATE + SOUND, FILE));
        }
        for (String file : List.of("mp4", "progressive-ts", "progressive-mov")) {
            cases.put("add-" + file + "-muxing", new Around(CREATE + PICTURE + SOUND, ""));
        }
        cases.put(
                "add-progressive-webm-muxing",
                new Around(
                        CREATE
                                + step(
                                        "add-stream",
                                        "codecConfig: vp9-720p, selectionMode: VIDEO_RELATIVE, name: picture")
                                + step(
                                        "add-stream",
                                        "codecConfig: opus-96k, selectionMode: AUDIO_RELATIVE, name: sound"),
                        ""));
        cases.put("add-fmp4-muxing", new Around(CREATE + PICTURE + SOUND, FILE));
        cases.put(
                "add-per-title-fmp4-muxing",
                new Around(CREATE + step("set-per-title-options", "") + TEMPLATE, SOUND + SOUND_SEGMENTS));
        cases.put("add-thumbnails", new Around(CREATE + PICTURE, FILE));
        cases.put("add-sprite", new Around(CREATE + PICTURE, FILE));
        cases.put("add-hls-manifest", new Around(CREATE + SOUND + SOUND_SEGMENTS, ""));
        cases.put("add-dash-manifest", new Around(CREATE + SOUND + SOUND_SEGMENTS, ""));
        cases.put("set-start-options", new Around(CREATE + PICTURE, FILE));
        cases.put(
                "set-per-title-options",
                new Around(
                        CREATE + TEMPLATE + step("add-per-title-fmp4-muxing", "outputPrefix: web/"),
                        SOUND + SOUND_SEGMENTS));
        return cases;
    }

    private static Around mix(String before, String made) {
        return new Around(
                CREATE + before,
                step("add-stream-of-input-stream", "codecConfig: aac-128k, inputStream: " + made) + FILE);
    }

    private static String ingest(String name, int position) {
        return step(
                "add-ingest-input-stream", "name: " + name + ", selectionMode: AUDIO_RELATIVE, position: " + position);
    }

    private static String step(String kamelet, String parameters) {
        return "        - to: { id: ID, uri: 'kamelet:" + PREFIX + kamelet + "-action', parameters: { " + parameters
                + " } }\n";
    }

    @BeforeAll
    static void buildOneEncodingWithEach() throws IOException {
        var routes = PlantedRoutes.shipped();
        CASES.forEach((kamelet, around) -> routes.add("catalogue.camel.yaml", profile(routes, kamelet, around)));
        bench = new ProfileBench(CASES.keySet(), routes, folder);
        for (String withSubtitles : List.of("add-file-input-stream", "add-text-muxing")) {
            bench.site().upload(ProfileBench.key(withSubtitles) + ".srt", "1");
        }
        bench.upload(CASES.keySet());
        if (Boolean.getBoolean("kamelets.write")) {
            ObjectNode all = JSON.createObjectNode();
            CASES.keySet().forEach(kamelet -> all.set(kamelet, sentBy(kamelet)));
            Files.writeString(SENT, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
        }
        sent = JSON.readTree(SENT.toFile());
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private static String profile(PlantedRoutes routes, String kamelet, Around around) {
        Map<String, Object> examples = new LinkedHashMap<>();
        routes.folder()
                .kamelet(PREFIX + kamelet + "-action")
                .orElseThrow()
                .kameletProperties()
                .forEach((name, property) -> examples.put(
                        name.toString(), Trees.map(property).get("example").toString()));
        String tested = "        - to: { id: ID, uri: 'kamelet:" + PREFIX + kamelet + "-action', parameters: "
                + JSON.valueToTree(examples) + " }\n";
        String steps = around.before() + tested + around.after();
        for (int i = 0; steps.contains("id: ID"); i++) {
            steps = steps.replaceFirst("id: ID", "id: " + kamelet + "-" + i);
        }
        return """
                - route:
                    id: %1$s
                    description: Text of %1$s.
                    routeConfigurationId: profiles
                    from:
                      uri: direct:profile-%1$s
                      steps:
                """.formatted(kamelet) + steps;
    }

    static Set<String> kamelets() {
        return CASES.keySet();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void sendsWhatItsParametersSay(String kamelet) {
        assertThat(sentBy(kamelet).toPrettyString())
                .isEqualTo(sent.path(kamelet).toPrettyString());
    }

    /** Its own calls, with every id blanked; the encoder has checked what they are ids of. */
    private static JsonNode sentBy(String kamelet) {
        ObjectNode calls = JSON.createObjectNode();
        for (Encoder.Call call : own(kamelet)) {
            calls.set(call.method() + " " + call.template(), blank(call.body()));
        }
        return calls;
    }

    private static List<Encoder.Call> own(String kamelet) {
        String text = PlantedRoutes.shipped()
                .folder()
                .kamelet(PREFIX + kamelet + "-action")
                .orElseThrow()
                .text();
        Stream<Encoder.Call> filters = bench.site().encoder().calls().stream()
                .filter(call -> call.method().equals("POST") && call.template().startsWith("/encoding/filters/"))
                .filter(call -> text.contains(
                        "id('" + call.template().substring(call.template().lastIndexOf('/') + 1) + "'"));
        Stream<Encoder.Call> posts = bench.posts(kamelet).stream()
                .filter(call -> kamelet.startsWith("set-")
                        ? call.template().endsWith("/start")
                        : text.contains("expression: POST " + call.template() + "\n"));
        List<Encoder.Call> all = Stream.concat(filters, posts).toList();
        // the steps around it may call the same, without the example of this field
        return all.stream().anyMatch(KameletCatalogueTest::isExample)
                ? all.stream()
                        .filter(call -> isExample(call) || call.body().startsWith("["))
                        .toList()
                : all;
    }

    private static boolean isExample(Encoder.Call call) {
        return call.body().contains("from the archive");
    }

    private static JsonNode blank(String body) {
        try {
            return JSON.readTree(body.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>")
                    .replaceAll("\"(transcoder|sources|job|build)-[0-9a-fA-F-]+\"", "\"<$1>\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyKameletIsTried() {
        Set<String> tried = new TreeSet<>(NOT_OF_PROFILES);
        CASES.keySet().forEach(kamelet -> tried.add(PREFIX + kamelet + "-action"));

        assertThat(PlantedRoutes.shipped().folder().kamelets())
                .extracting(RouteFile::stem)
                .containsExactlyInAnyOrderElementsOf(tried);
    }

    @Test
    void theCatalogueIsWhatProfilesMayCall() {
        assertThat(PlantedRoutes.shipped().folder().kamelets())
                .filteredOn(kamelet -> !kamelet.isOfCatalogue())
                .extracting(RouteFile::stem)
                .containsExactlyInAnyOrderElementsOf(NOT_OF_PROFILES);
    }

    @Test
    void whateverIsWrittenIsPrivate() {
        assertThat(bench.site().encoder().encodings())
                .flatExtracting(Encoder.Encoding::outputs)
                .hasSizeGreaterThan(CASES.size())
                .extracting(Encoder.Output::acl)
                .containsOnly("PRIVATE");
    }

    @Test
    void aCodecThatIsDescribedIsMadeOnceForAllUploadsUnderANameOfItsSettings() {
        assertThat(bench.site().encoder().calls())
                .filteredOn(call -> call.method().equals("POST")
                        && call.template().equals("/encoding/configurations/audio/aac")
                        && call.body().contains("96000"))
                .singleElement()
                .matches(call -> call.body().contains("\"name\":\"transcoder-aac-"));
    }

    @Test
    void aFilterThatIsDescribedIsMadeOnceForAllUploads() {
        bench.site().upload("in/add-crop-filter/VX-8.mxf", "media");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> bench.site().records("in/add-crop-filter/VX-8.mxf").contains("1.clean"));

        assertThat(bench.site().encoder().calls())
                .filteredOn(
                        call -> call.method().equals("POST") && call.template().equals("/encoding/filters/crop"))
                .hasSize(1);
    }
}
