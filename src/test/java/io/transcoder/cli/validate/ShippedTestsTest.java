package io.transcoder.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.boot.Application;
import io.transcoder.cli.Cli;
import io.transcoder.cli.RoutesCopy;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests of the shipped profiles and of each example: they pass, and the application does on the sandbox what they say. */
@Tag("slow")
class ShippedTestsTest {
    private static final Path EXAMPLES = Path.of("docs/examples");

    @TempDir
    private Path folder;

    private static List<Path> places() throws IOException {
        try (Stream<Path> examples = Files.list(EXAMPLES)) {
            return Stream.concat(Stream.of(Path.of("")), examples.filter(Files::isDirectory))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("places")
    void theyPass(Path place) throws IOException {
        Map<String, String> settings = settings(place);
        settings.put("source.bucket", Site.SOURCES);
        settings.put("output.bucket", Site.OUTPUTS);

        var result =
                Cli.with(settings, folder).run("test", place.resolve("tests").toString());

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
    }

    @ParameterizedTest
    @MethodSource("places")
    void theApplicationDoesTheSame(Path place) throws IOException {
        Map<String, String> settings = settings(place);
        try (Site site = Site.start()) {
            site.encoder().addH264("h264-360p", 360, 600_000);
            site.encoder().addH264("h264-720p", 720, 2_400_000);
            Application application = site.startApplication(settings);
            try {
                new SandboxRun(site, settings, place.resolve("tests")).upload().requireTheSame();
            } finally {
                application.close();
            }
        }
    }

    /** The shipped routes with those of an example over them. */
    private Map<String, String> settings(Path place) throws IOException {
        Path routes = RoutesCopy.oneCallAfterTheOther(folder);
        // a call that is given up is repeated, which the command does not know of
        Map<String, String> settings = new HashMap<>(
                Map.of("routes.directory", routes.toString(), "bitmovin.timeout", "30s", "queue.visibility", "120s"));
        if (Files.isDirectory(place.resolve("routes")) && !place.toString().isEmpty()) {
            settings.putAll(EffectiveProperties.read(place.resolve("application.properties")));
            Files.copy(
                    place.resolve("routes/profiles.camel.yaml"),
                    routes.resolve("profiles.camel.yaml"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        return settings;
    }
}
