package io.transcoder.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.lint.model.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code mvn test -Dtest=RulesPageTest -Ddocs.write=true} writes the page anew. */
class RulesPageTest {
    private static final Path PAGE = Path.of("docs/reference/rules.md");

    @Test
    void everyCheckHasItsTextsAndNoTextIsWithoutACheck() {
        assertThat(Rules.all())
                .extracting(Rule::id)
                .containsExactlyInAnyOrderElementsOf(Rules.checks().keySet());
        assertThat(Rules.all()).allSatisfy(rule -> {
            assertThat(rule.severity()).isIn("error", "warning");
            assertThat(rule.why()).isNotBlank();
            assertThat(rule.fix()).isNotBlank();
        });
    }

    @Test
    void thePageSaysWhatTheRulesSay() throws IOException {
        String page = RulesPage.of(Rules.all());
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
    }
}
