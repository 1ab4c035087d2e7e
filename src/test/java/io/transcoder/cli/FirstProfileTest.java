package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the page tells the reader to do, with the page's own blocks. */
@Tag("slow")
class FirstProfileTest {
    private static final Pattern BLOCK =
            Pattern.compile("```(\\w+)\\n(?:# (\\S+?)(?:, before \"([^\"]+)\")?\\n)?(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private final Map<String, String> overrides = new HashMap<>();
    private String finding;
    private Site site;
    private Application application;

    @BeforeEach
    void followThePage() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.toString()));
            }
        }
        overrides.put("routes.directory", folder.resolve("routes").toString());
        for (MatchResult block : BLOCK.matcher(Files.readString(Path.of("docs/first-profile.md")))
                .results()
                .toList()) {
            apply(block);
        }
        site = Site.start();
        site.encoder().addH264("h264-360p", 360, 600_000);
    }

    private void apply(MatchResult block) throws IOException {
        switch (block.group(1)) {
            case "properties" -> {
                var properties = new Properties();
                properties.load(new StringReader(block.group(4)));
                properties.stringPropertyNames().forEach(key -> overrides.put(key, properties.getProperty(key)));
            }
            case "yaml" -> {
                Path file = folder.resolve(block.group(2));
                if (block.group(3) == null) {
                    assertThat(file).doesNotExist();
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, block.group(4));
                } else {
                    String text = Files.readString(file);
                    assertThat(text).containsOnlyOnce(block.group(3) + "\n");
                    int line = text.lastIndexOf('\n', text.indexOf(block.group(3))) + 1;
                    Files.writeString(file, text.substring(0, line) + block.group(4) + text.substring(line));
                }
            }
            default -> finding = block.group(4).strip();
        }
    }

    @AfterEach
    void close() {
        if (application != null) {
            application.close();
        }
        site.close();
    }

    @Test
    void anUploadUnderTheNewPrefixIsEncodedByTheNewProfileAndOthersAsBefore() {
        application = site.startApplication(overrides);
        site.upload("in/proxy/VX-9.mxf", "media");
        site.upload("in/VX-10.mxf", "media");

        await().atMost(Duration.ofSeconds(30))
                .until(() -> site.records("in/proxy/VX-9.mxf").contains("1.clean")
                        && site.records("in/VX-10.mxf").contains("1.clean"));
        assertThat(site.names("out/"))
                .containsExactlyInAnyOrder("out/proxy/VX-9.mxf_proxy_bitmovin.mp4", "out/VX-10.mxf_bitmovin.mp4");
        assertThat(site.record("in/proxy/VX-9.mxf", "1.claim")).contains("\"proxy\"");
        assertThat(site.record("in/VX-10.mxf", "1.claim")).contains("\"mp4\"");
    }

    @Test
    void validateFindsItSound() {
        var result = Cli.on(site, folder, overrides).run("validate");

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.lines()).singleElement().asString().contains("are sound");
    }

    @Test
    void theDifferenceToTheShippedRoutesIsWhatThePageSays() throws IOException {
        var result = Cli.on(site, folder, overrides)
                .run("validate", "--diff", "routes", folder.resolve("routes").toString());

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(Files.readString(Path.of("docs/first-profile.md"))).contains("```\n" + result.out() + "```\n");
    }

    @Test
    void theProfileDoesWhatItsTestExpectsAndWithoutTheProfileTheTestFails() {
        var result = Cli.on(site, folder, overrides).run("test");
        overrides.put("routes.directory", "routes");
        var shipped = Cli.on(site, folder, overrides)
                .run("test", folder.resolve("tests").toString());

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.lines()).contains("ok       proxy.yaml: a source of the proxies becomes one small MP4");
        assertThat(shipped.exit()).as(shipped.out()).isEqualTo(1);
    }

    @Test
    void validateSaysOfTheForgottenStepWhatThePageSays() throws IOException {
        Path profile = folder.resolve("routes/proxy.camel.yaml");
        String text = Files.readString(profile);
        Files.writeString(profile, text.substring(0, text.lastIndexOf("        - to:")));

        var result = Cli.on(site, folder, overrides).run("validate");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(finding).contains("profile-without-output");
        assertThat(result.lines()).singleElement().asString().endsWith("/" + finding);
    }
}
