package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void copyRoutes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(file.toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private int validate(String... more) throws IOException {
        var lines = new ArrayList<>(List.of(
                "source.bucket=mam-in", "output.bucket=mam-out", "routes.directory=" + directory.resolve("routes")));
        lines.addAll(List.of(more));
        Path file = Files.write(directory.resolve("application.properties"), lines);
        return Transcoder.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("validate", "--config", file.toString());
    }

    private void edit(String file, String old, String edited) throws IOException {
        Path path = directory.resolve("routes").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, edited));
    }

    @Test
    void theShippedRoutesAreSoundWithoutASecretAndWithoutTheNetwork() throws IOException {
        assertThat(validate()).as(err.toString()).isZero();
        assertThat(out.toString()).contains("are sound");
    }

    @Test
    void anUnknownStepIsNamedWithFileAndLine() throws IOException {
        edit("stops.camel.yaml", "- bean:", "- baen:");

        assertThat(validate()).isEqualTo(1);
        assertThat(err.toString())
                .contains("baen")
                .contains("stops.camel.yaml, line")
                .hasLineCount(1);
    }

    @Test
    void anUnknownBeanIsNamedWithItsRoute() throws IOException {
        edit("stops.camel.yaml", "ref: stops", "ref: nobody");

        assertThat(validate()).isEqualTo(1);
        assertThat(err.toString())
                .contains("nobody")
                .contains("stop-superseded")
                .hasLineCount(1);
    }

    @Test
    void anUnknownKameletIsNamed() throws IOException {
        edit("profiles.camel.yaml", "kamelet:bitmovin-create-encoding-action", "kamelet:bitmovin-create-everything");

        assertThat(validate()).isEqualTo(1);
        assertThat(err.toString()).contains("bitmovin-create-everything");
    }

    @Test
    void aTreeThatIsNoYamlIsFoundAtTheStart() throws IOException {
        edit("kamelets/bitmovin-add-stream-action.kamelet.yaml", "codecConfigId: ${", "codecConfigId: {{ ${");

        assertThat(validate()).isEqualTo(1);
    }

    @Test
    void aFileWithoutTheDashOrADirectoryWithoutRoutesDoesNotStart() throws IOException {
        edit("watch.camel.yaml", "- route:\n    id: watch\n", "route:\n    id: watch\n");

        assertThat(validate()).isNotZero();
        assertThat(err.toString()).containsAnyOf("no route 'watch'", "watch.camel.yaml");
    }

    @Test
    void anUnknownOptionOfAnEndpointIsFound() throws IOException {
        edit("watch.camel.yaml", "delay: 1s", "dely: 1s");

        assertThat(validate()).isEqualTo(1);
        assertThat(err.toString()).contains("dely");
    }

    @Test
    void aMisspeltKeyIsWrongUsageAndNamesTheRightOne() throws IOException {
        assertThat(validate("queue.visibilty=3s")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean queue.visibility?");
    }
}
