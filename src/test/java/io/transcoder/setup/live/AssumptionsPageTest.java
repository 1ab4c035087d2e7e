package io.transcoder.setup.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.config.EffectiveProperties;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The list of assumptions and the checks are the same. {@code -Ddocs.write=true} writes the table of the page anew. */
class AssumptionsPageTest {
    private static final Path PAGE = Path.of("docs", "reference", "assumptions.md");
    private static final String HEAD =
            "| name | what is assumed | what follows where it is not so | what rests on it |";
    private static final Pattern NAME = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");

    @Test
    void thePageHasWhatTheChecksSay() throws IOException {
        List<String> rows = new ArrayList<>(List.of(HEAD, "|---|---|---|---|"));
        names().forEach(name -> {
            Texts texts = Texts.of("assumptions", name);
            rows.add("| `" + name + "` | " + texts.part("expected") + " | " + texts.part("follows") + " | "
                    + texts.part("where") + " |");
        });
        List<String> lines = new ArrayList<>(Files.readAllLines(PAGE));
        int from = lines.indexOf(HEAD);
        int to = from + lines.subList(from, lines.size()).indexOf("");
        if (Boolean.getBoolean("docs.write")) {
            lines.subList(from, to).clear();
            lines.addAll(from, rows);
            Files.write(PAGE, lines);
        }

        assertThat(Files.readAllLines(PAGE)).containsSequence(rows);
    }

    @Test
    void everyAssumptionOfTheTextsIsTried() throws IOException {
        try (var in = Files.newInputStream(Path.of("src", "main", "resources", "setup-texts.yaml"))) {
            var texts = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);

            assertThat(((Map<?, ?>) texts.get("assumptions")).keySet().stream().map(String::valueOf))
                    .containsExactlyInAnyOrderElementsOf(names());
        }
    }

    @Test
    void noTwoAssumptionsHaveOneName() throws IOException {
        assertThat(NAME.matcher(Files.readString(PAGE)).results().map(MatchResult::group))
                .hasSizeGreaterThan(names().size())
                .doesNotHaveDuplicates();
    }

    /** Every class and file that an assumption is said to matter for is there. */
    @Test
    void whatRestsOnAnAssumptionIsThere() {
        names().stream()
                .flatMap(name -> Pattern.compile(", ")
                        .splitAsStream(Texts.of("assumptions", name).part("where")))
                .filter(where -> where.matches("[a-z0-9.]+\\.[A-Z]\\w+"))
                .forEach(where -> assertThat(Path.of("src/main/java/io/transcoder", where.replace('.', '/') + ".java"))
                        .exists());
    }

    private static List<String> names() {
        Map<String, String> file = Map.of("source.bucket", "mam-in", "output.bucket", "mam-out");
        var installation = new Installation(EffectiveProperties.of(file, Map.of(), Map.of()));
        return new LiveDoctor(
                        installation, null, null, null, null, Optional.empty(), null, Duration.ZERO, Clock.systemUTC())
                .names();
    }
}
