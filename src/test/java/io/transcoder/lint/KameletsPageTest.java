package io.transcoder.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.lint.model.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code mvn test -Dtest=KameletsPageTest -Ddocs.write=true} writes the page anew. */
class KameletsPageTest {
    private static final Path PAGE = Path.of("docs/reference/kamelets.md");

    @Test
    void thePageSaysWhatTheKameletsSay() throws IOException {
        String page = KameletsPage.of(PlantedRoutes.shipped().folder().kamelets());
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
    }

    @Test
    void aParameterIsRequiredOrHasADefaultAndPerhapsAClosedSetOfValues() {
        String page = KameletsPage.of(List.of(RouteFile.of("kamelets/k.kamelet.yaml", """
                spec:
                  definition:
                    title: Add a K
                    description: POST /k.
                    properties:
                      one: { type: string, description: The | first., example: a }
                      place: { type: string, description: The place., enum: [ABOVE, "5.1"], default: ABOVE }
                      two: { type: integer, description: The second., default: 0 }
                """)));

        assertThat(page.lines())
                .contains(
                        "## `k`",
                        "**Add a K.** POST /k.",
                        "| `one` | string | required | The \\| first. | `a` |",
                        "| `place` | string | `ABOVE` | The place. One of `ABOVE`, `5.1`. |  |",
                        "| `two` | integer | `0` | The second. |  |");
    }
}
