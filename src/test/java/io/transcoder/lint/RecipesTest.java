package io.transcoder.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.cli.Cli;
import io.transcoder.cli.validate.SandboxRun;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Lie;
import io.transcoder.sandbox.encoder.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's blocks as they stand: judged by the rules and the schema, and an encoding built and ended well with each. */
@Tag("slow")
class RecipesTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml\\n(?:# (\\S+)\\n)?(.*?)```", Pattern.DOTALL);
    private static final Pattern PROFILE = Pattern.compile("uri: direct:profile-(\\S+)");
    /** What the MAM is told where a recipe says so. */
    private static final String RESULTS = "(?:\\D.*)?_bitmovin\\.(?:mp4|ts|mov|webm)";

    @TempDir
    private static Path folder;

    @TempDir
    private static Path tests;

    private static final Map<String, String> RECIPES = new LinkedHashMap<>();
    private static final Map<Path, String> QUOTED = new LinkedHashMap<>();
    private static final Map<String, String> TESTS = new LinkedHashMap<>();
    private static ProfileBench bench;

    @BeforeAll
    static void useEach() throws IOException {
        BLOCK.matcher(Files.readString(Path.of("docs/recipes.md"))).results().forEach(block -> {
            if (block.group(1) == null) {
                var profile = PROFILE.matcher(block.group(2));
                assertThat(profile.find()).as(block.group(2)).isTrue();
                RECIPES.put(profile.group(1), block.group(2));
            } else if (block.group(1).startsWith("tests/")) {
                TESTS.put(block.group(1), block.group(2));
            } else {
                QUOTED.put(Path.of(block.group(1)), block.group(2));
            }
        });
        var routes = PlantedRoutes.shipped().property("vidispine.result-pattern", RESULTS);
        RECIPES.forEach((name, text) -> routes.add(name + ".camel.yaml", text));
        bench = new ProfileBench(RECIPES.keySet(), routes, folder);
        bench.site()
                .encoder()
                .script(
                        encoding -> ProfileBench.key("two-regions").equals(encoding.sourceKey()),
                        Outcome.error(1, "no instances", RetryHint.RETRY_IN_DIFFERENT_REGION),
                        1);
        bench.site().upload(ProfileBench.key("subtitled") + ".srt", "1");
        for (Map.Entry<String, String> test : TESTS.entrySet()) {
            Files.writeString(tests.resolve(Path.of(test.getKey()).getFileName()), test.getValue());
        }
        bench.upload(RECIPES.keySet().stream()
                .filter(name -> !name.equals("two-regions"))
                .toList());
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @Test
    void theyBreakNoRule() {
        assertThat(RECIPES).hasSizeGreaterThan(14);
        assertThat(bench.findings()).isEmpty();
    }

    @Test
    void theyAreInTheFormThatLaterVersionsKeep() {
        var schema = new CanonicalSchema();

        RECIPES.forEach((name, text) -> assertThat(schema.faults(RouteFile.of(name + ".camel.yaml", text)))
                .isEmpty());
    }

    @Test
    void eachHasATestThatPasses() {
        assertThat(TESTS.keySet())
                .containsExactlyElementsOf(RECIPES.keySet().stream()
                        .map(name -> "tests/" + name + ".yaml")
                        .toList());

        var result = Cli.on(bench.site(), tests, Map.of("routes.directory", folder.toString()))
                .run("test", tests.toString());

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
    }

    @Test
    void theApplicationDoesWhatTheirTestsSay() {
        new SandboxRun(bench.site(), Map.of("routes.directory", folder.toString()), tests)
                .upload()
                .requireTheSame();
    }

    /** The files have a test of their own. */
    @Test
    void whatIsQuotedOfAnExampleStandsThere() throws IOException {
        assertThat(QUOTED).hasSize(3);
        for (Map.Entry<Path, String> quoted : QUOTED.entrySet()) {
            assertThat(quoted.getKey()).content().contains(quoted.getValue());
        }
    }

    @Test
    void whateverTheyWriteIsPrivateAndWritten() {
        assertThat(bench.site().encoder().encodings())
                .filteredOn(encoding -> encoding.status().equals("FINISHED"))
                .flatExtracting(Encoder.Encoding::outputs)
                .hasSizeGreaterThan(RECIPES.size())
                .allMatch(output -> output.acl().equals("PRIVATE") && output.isWritten());
    }

    @Test
    void nothingButTheResultIsUnderTheOutputPrefix() {
        assertThat(bench.site().names("out/streaming/")).containsExactly("out/streaming/VX-7.mxf_bitmovin.mp4");
        assertThat(bench.site().names("out/pictures/")).containsExactly("out/pictures/VX-7.mxf_bitmovin.mp4");
        assertThat(bench.site().names("web/streaming/"))
                .contains(
                        "web/streaming/VX-7.mxf/high/init.mp4",
                        "web/streaming/VX-7.mxf/low/init.mp4",
                        "web/streaming/VX-7.mxf/sound/init.mp4",
                        "web/streaming/VX-7.mxf/index.m3u8",
                        "web/streaming/VX-7.mxf/index.mpd");
    }

    @Test
    void whatIsLookedForAtTheEndIsInTheClaim() throws IOException {
        assertThat(claimed("streaming"))
                .containsExactly(
                        "out/streaming/VX-7.mxf_bitmovin.mp4",
                        "web/streaming/VX-7.mxf/high/init.mp4",
                        "web/streaming/VX-7.mxf/low/init.mp4",
                        "web/streaming/VX-7.mxf/sound/init.mp4",
                        "web/streaming/VX-7.mxf/index.m3u8",
                        "web/streaming/VX-7.mxf/index.mpd");
        assertThat(claimed("per-title"))
                .containsExactly("web/per-title/VX-7.mxf/sound/init.mp4", "web/per-title/VX-7.mxf/index.m3u8");
        assertThat(claimed("transport")).containsExactly("out/transport/VX-7.mxf_bitmovin.ts");
        assertThat(claimed("subtitled"))
                .containsExactly("out/subtitled/VX-7.mxf_bitmovin.mp4", "out/subtitled/VX-7.mxf.vtt");
        assertThat(claimed("pictures"))
                .containsExactly("web/pictures/VX-7.mxf/sprites/sprite.vtt", "out/pictures/VX-7.mxf_bitmovin.mp4");
    }

    @Test
    void eachOutputIsJudgedByWhatItsProfileAskedFor() {
        Site site = bench.site();
        assertThat(RECIPES.keySet())
                // the encoder says nothing of a file of subtitles
                .filteredOn(name -> !name.equals("two-regions") && !name.equals("subtitled"))
                .allSatisfy(name -> assertThat(site.record(ProfileBench.key(name), "1.end"))
                        .contains("\"outputs verified\"")
                        .contains(name.equals("first-minute") ? "\"seconds\":60.0" : "\"seconds\":90.0"));
        String key = "in/first-minute/VX-8.mxf";
        site.encoder().lasts(key, ProfileBench.SECONDS);
        site.encoder().lie(encoding -> key.equals(encoding.sourceKey()), Lie.cutShort(45));

        site.upload(key, "media");

        await().atMost(Duration.ofMinutes(1)).until(() -> !site.deadLetters().isEmpty());
        assertThat(site.deadLetters().get(0).messageAttributes().get("reason").stringValue())
                .contains("lasts 45.0 s, where the profile asked for 60.0 s");
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    private static List<String> claimed(String profile) throws IOException {
        return JsonMapper.builder()
                .build()
                .readTree(bench.site().record(ProfileBench.key(profile), "1.claim"))
                .path("outputs")
                .findValuesAsText("key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"urgent", "per-title", "streaming"})
    void theStartSaysWhatTheProfileAskedFor(String profile) throws IOException {
        JsonNode start = sent(profile, "/start");

        switch (profile) {
            case "urgent" -> assertThat(start.toString()).isEqualTo("{\"scheduling\":{\"priority\":90}}");
            case "per-title" ->
                assertThat(start.path("perTitle").path("h264Configuration").toString())
                        .isEqualTo("{\"minBitrate\":400000,\"maxBitrate\":6000000}");
            default -> {
                assertThat(start.path("vodHlsManifests")).hasSize(1);
                assertThat(start.path("vodDashManifests")).hasSize(1);
                assertThat(start.path("manifestGenerator").asText()).isEqualTo("V2");
            }
        }
    }

    @Test
    void subtitlesAreReadFromBesideTheSource() throws IOException {
        JsonNode lines = sent("subtitled", "/input-streams/file");

        assertThat(lines.path("inputPath").asText()).isEqualTo("in/subtitled/VX-7.mxf.srt");
        assertThat(lines.path("fileType").asText()).isEqualTo("SRT");
    }

    private static JsonNode sent(String profile, String end) throws IOException {
        String body = bench.posts(profile).stream()
                .filter(call -> call.template().endsWith(end))
                .reduce((first, last) -> last)
                .orElseThrow()
                .body();
        return JsonMapper.builder().build().readTree(body);
    }

    @Test
    void aRetryGoesToTheOtherRegion() throws IOException {
        Site site = bench.site();
        String key = ProfileBench.key("two-regions");
        site.upload(key, "media");

        await().atMost(Duration.ofMinutes(1)).until(() -> site.records(key).contains("2.clean"));

        String job = site.encodingsOf(key).get(0).labels().stream()
                .filter(label -> label.startsWith("job-"))
                .findFirst()
                .orElseThrow();
        assertThat(site.encoder().calls())
                .filteredOn(call -> call.method().equals("POST")
                        && call.template().equals("/encoding/encodings")
                        && call.body().contains(job))
                .extracting(call -> JsonMapper.builder()
                        .build()
                        .readTree(call.body())
                        .path("cloudRegion")
                        .asText())
                .containsExactly("AWS_EU_WEST_1", "AWS_EU_CENTRAL_1");
    }
}
