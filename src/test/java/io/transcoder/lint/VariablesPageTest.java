package io.transcoder.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code mvn test -Dtest=VariablesPageTest -Ddocs.write=true} writes the page anew. */
class VariablesPageTest {
    private static final Path PAGE = Path.of("docs/reference/variables.md");

    private final VariablesPage page =
            new VariablesPage(PlantedRoutes.shipped().folder().files(), Path.of("src/main/java"));

    @Test
    void thePageSaysWhoSetsAndWhoReadsEachVariable() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page.text());
        }

        assertThat(PAGE).content().isEqualTo(page.text());
    }

    @Test
    void nobodyReadsWhatNobodySets() {
        assertThat(page.set()).containsAll(page.read());
    }

    @Test
    void nobodySetsWhatNobodyReads() {
        assertThat(page.read()).containsAll(page.set());
    }
}
