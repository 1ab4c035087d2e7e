package io.transcoder.setup.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The texts and the code name the same steps, findings and troubles. */
class TextsTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "transcoder", "setup");
    private static final Pattern ID = Pattern.compile("\"([a-z][a-z0-9]*(?:-[a-z0-9]+)+|overlap)\"");
    private static final Pattern USE = Pattern.compile("(Finding|Trouble|Look)\\.of\\(\\s*\"([a-z0-9-]+)\"");

    @Test
    void everyStepHasItsTextsAndNoTextIsOfNoStep() throws IOException {
        assertThat(ids("steps"))
                .isEqualTo(Arrays.stream(StepName.values()).map(StepName::word).collect(Collectors.toSet()));
    }

    @Test
    void everyTextIsUsed() throws IOException {
        Set<String> named =
                ID.matcher(code()).results().map(found -> found.group(1)).collect(Collectors.toSet());

        assertThat(named)
                .containsAll(ids("findings"))
                .containsAll(ids("troubles"))
                .containsAll(ids("looks"));
    }

    @Test
    void whatIsNamedHasTexts() throws IOException {
        Set<String> texts = new TreeSet<>();
        ids("findings").forEach(id -> texts.add("Finding " + id));
        ids("troubles").forEach(id -> texts.add("Trouble " + id));
        ids("looks").forEach(id -> texts.add("Look " + id));

        assertThat(USE.matcher(code()).results().map(use -> use.group(1) + " " + use.group(2)))
                .isNotEmpty()
                .allMatch(texts::contains);
    }

    @Test
    void everyFindingAndTroubleSaysHowBadItIsAndWhatToDo() throws IOException {
        assertThat(ids("findings")).allSatisfy(id -> {
            Object[] values = {"one", "two", "three", "four"};
            Finding finding = Finding.of(id, "where", values);
            assertThat(Stream.of(finding.what(), finding.why(), finding.mend())).noneMatch(String::isBlank);
        });
        assertThat(ids("troubles")).allSatisfy(id -> {
            Trouble trouble = Trouble.of(id, "one", "two");
            assertThat(Stream.of(trouble.getMessage(), trouble.mend())).noneMatch(String::isBlank);
        });
        assertThat(ids("looks"))
                .allSatisfy(id ->
                        assertThat(Look.of(id, "one", "two", "three").text()).isNotBlank());
    }

    private static Set<String> ids(String section) throws IOException {
        try (var in = Files.newInputStream(Path.of("src", "main", "resources", "setup-texts.yaml"))) {
            var all = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            return ((Map<?, ?>) all.get(section))
                    .keySet().stream().map(Object::toString).collect(Collectors.toSet());
        }
    }

    private static String code() throws IOException {
        var code = new StringBuilder();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                code.append(Files.readString(file));
            }
        }
        return code.toString();
    }
}
