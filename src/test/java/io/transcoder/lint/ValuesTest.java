package io.transcoder.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.boot.Application;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Setting;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is configured reaches the encoder as it is, whatever its characters and wherever it is set. */
@Tag("slow")
class ValuesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ANY =
            "a+b c&d#e%f%41g%25h?i=j{k}l$m{}n'o\"p\\q,r;s:t@u(v)w[x]y*z!~`|^<>é\u0308名😀_v_002b";

    private static final List<String> VALUES = List.of(
            ANY,
            "a+b",
            "_a&b.mp4",
            "#a",
            "50%",
            "%2B",
            "a?b=c",
            "{}",
            "{a: b}",
            "[a]",
            "$a",
            "${sys.user.name}",
            "$simple{sys.user.name}",
            "'a'",
            "\"a\"",
            "it's",
            "a\\nb\\",
            "a\\b",
            "\\\\",
            "a b",
            "a: b # c",
            "Ärger 名前 😀",
            "RAW(a)",
            "RAW(%25)&b)",
            "RAW{a}",
            "#bean:sqs",
            "#class:java.lang.Object",
            "null",
            "true",
            "0123",
            "*",
            "_v_",
            "a,b");

    @TempDir
    private Path folder;

    private final Site site = Site.start();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void aParameterIsWhatARouteOrAPropertySays() throws IOException {
        var routes = PlantedRoutes.shipped();
        Map<String, String> overrides = new HashMap<>();
        var chosen = new StringBuilder();
        for (int i = 0; i < VALUES.size(); i++) {
            String value = VALUES.get(i);
            site.encoder().addH264("literal " + value, 360, 600_000);
            site.encoder().addAac("property " + value, 96_000);
            overrides.put("profile.sound-" + i, "property " + value);
            overrides.put("profile.other-" + i, "_" + value);
            overrides.put("profile.kind-" + i, "AUDIO_RELATIVE");
            overrides.put("profile.suffix-" + i, isExpression(value) ? "_" + i : "{{profile.other-" + i + "}}");
            routes.add("values.camel.yaml", """
                    - route:
                        id: v%1$s
                        description: Text of %1$s.
                        routeConfigurationId: profiles
                        from:
                          uri: direct:profile-v%1$s
                          steps:
                            - to: { id: a%1$s, uri: kamelet:bitmovin-create-encoding-action }
                            - to: { id: b%1$s, uri: kamelet:bitmovin-add-stream-action, parameters: { codecConfig: %2$s, selectionMode: VIDEO_RELATIVE } }
                            - to: { id: c%1$s, uri: kamelet:bitmovin-add-stream-action, parameters: { codecConfig: "{{profile.sound-%1$s}}", selectionMode: "{{profile.kind-%1$s}}", name: %3$s } }
                            - to: { id: d%1$s, uri: kamelet:bitmovin-add-mp4-muxing-action, parameters: { suffix: "{{profile.suffix-%1$s}}", fields: '{description: "${value:profile.other-%1$s}", customData: {of: {key: {{profile.plain}}}}}' } }
                    """.formatted(
                            i, JSON.writeValueAsString("literal " + value), JSON.writeValueAsString(value)));
            chosen.append("""
                                  - id: pick-%1$s
                                    expression:
                                      simple:
                                        expression: ${variable.upload.key} == 'in/v%1$s.mxf'
                                    steps:
                                      - setVariable: { id: name-%1$s, name: profile, expression: { constant: { expression: v%1$s } } }
                                      - to:
                                          id: use-%1$s
                                          uri: direct:profile-v%1$s
                    """.formatted(i));
        }
        String before = "              - id: xdcam\n";
        routes.edit("profiles.camel.yaml", before, chosen + before);
        routes.write(folder);
        overrides.put("routes.directory", folder.toString());
        overrides.put("bitmovin.timeout", "10s");
        overrides.put("profile.plain", "x&y");

        try (Application application = site.application(overrides)) {
            application.start();
            for (int i = 0; i < VALUES.size(); i++) {
                site.upload("in/v" + i + ".mxf", "media");
            }
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> site.encoder().calls().stream()
                                            .filter(call -> call.template().endsWith("/start"))
                                            .count()
                                    >= VALUES.size()
                            || !site.deadLetters().isEmpty());
        }

        assertThat(site.deadLetters())
                .extracting(letter -> letter.messageAttributes().get("reason").stringValue())
                .isEmpty();
        for (int i = 0; i < VALUES.size(); i++) {
            JsonNode muxing = muxing("in/v" + i + ".mxf");
            assertThat(muxing.path("filename").asText())
                    .isEqualTo("v" + i + ".mxf_" + (isExpression(VALUES.get(i)) ? i : VALUES.get(i)));
            assertThat(muxing.path("description").asText()).isEqualTo("_" + VALUES.get(i));
            assertThat(muxing.at("/customData/of/key").asText()).isEqualTo("x&y");
        }
    }

    /** No output has it in its name. */
    private static boolean isExpression(String value) {
        return value.contains("${");
    }

    /** Where a property can be set. */
    enum Way {
        FILE,
        SYSTEM,
        ENVIRONMENT,
        SECRET_FILES
    }

    @ParameterizedTest
    @EnumSource
    void whateverIsSetReachesTheEncoder(Way way) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (Setting setting : List.of(
                Setting.BITMOVIN_INPUT,
                Setting.BITMOVIN_OUTPUT,
                Setting.BITMOVIN_VIDEO_CONFIG,
                Setting.BITMOVIN_AUDIO_CONFIG,
                Setting.BITMOVIN_TENANT_ORG_ID,
                Setting.PROFILE_OUTPUT_SUFFIX,
                Setting.PROFILE_XDCAM_DEINTERLACE_FILTER)) {
            values.put(setting.key(), setting.key() + ANY);
        }
        values.put("bitmovin.tenant-org-id", "it's ${a} + \"b\" & #c");
        values.put("profile.source-prefix", "in " + ANY + "/");
        values.put("profile.xdcam.source-prefix", "in " + ANY + "/x/");
        values.put("profile.output-prefix", "out " + ANY + "/");
        site.encoder().addS3Input(values.get("bitmovin.input"), Site.SOURCES);
        site.encoder().addS3Output(values.get("bitmovin.output"), Site.OUTPUTS);
        site.encoder().addH264(values.get("bitmovin.video-config"), 360, 600_000);
        site.encoder().addAac(values.get("bitmovin.audio-config"), 96_000);
        site.encoder().addDeinterlace(values.get("profile.xdcam.deinterlace-filter"));
        Path file = Path.of("application.properties");
        List<String> keys = List.of(
                values.get("profile.source-prefix") + "VX-1.mxf",
                values.get("profile.xdcam.source-prefix") + "VX-2.mxf");

        try (var application = new Application(set(way, values), file)) {
            application.start();
            keys.forEach(key -> site.upload(key, "media"));
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> keys.stream().allMatch(key -> site.records(key).contains("1.clean"))
                            || !site.deadLetters().isEmpty());
        }

        assertThat(site.deadLetters())
                .extracting(letter -> letter.messageAttributes().get("reason").stringValue())
                .isEmpty();
        assertThat(muxing(keys.get(0)).path("filename").asText())
                .isEqualTo("VX-1.mxf" + values.get("profile.output-suffix"));
        assertThat(muxing(keys.get(0))
                        .path("outputs")
                        .path(0)
                        .path("outputPath")
                        .asText())
                .isEqualTo(values.get("profile.output-prefix"));
        assertThat(site.encoder().calls())
                .filteredOn(call -> call.template().endsWith("/streams/{streamId}/filters"))
                .hasSize(2);
    }

    private Map<String, String> set(Way way, Map<String, String> values) throws IOException {
        Map<String, String> installation = new HashMap<>(site.settings());
        if (way == Way.FILE) {
            installation.putAll(values);
        }
        if (way == Way.SECRET_FILES) {
            Path secrets = Files.createDirectories(folder.resolve("secrets"));
            for (var value : values.entrySet()) {
                Files.writeString(secrets.resolve(value.getKey()), value.getValue());
            }
            installation.put("secrets.directory", secrets.toString());
        }
        Path file = folder.resolve("application.properties");
        var properties = new Properties();
        properties.putAll(installation);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        Map<String, String> environment = new HashMap<>();
        if (way == Way.ENVIRONMENT) {
            values.forEach((key, value) ->
                    environment.put(Setting.ofKey(key).orElseThrow().environmentName(), value));
        }
        return EffectiveProperties.load(file, way == Way.SYSTEM ? values : Map.of(), environment);
    }

    private JsonNode muxing(String key) throws IOException {
        Encoder.Encoding encoding = site.encodingsOf(key).get(0);
        Encoder.Call call = site.encoder().calls().stream()
                .filter(post -> post.method().equals("POST") && post.path().contains(encoding.id() + "/muxings/mp4"))
                .findFirst()
                .orElseThrow();
        return JSON.readTree(call.body());
    }
}
