package io.transcoder.setup.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class StepNameTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\| (aws|bitmovin|vidispine) \\|");

    @Test
    void thePageHasEveryStepAndNoOther() throws IOException {
        assertThat(ROW.matcher(Files.readString(Path.of("docs", "setup.md")))
                        .results()
                        .flatMap(row -> Arrays.stream(
                                        row.group(1).replace("`", "").split(", "))
                                .map(word -> word + " of " + row.group(2))))
                .containsExactly(Arrays.stream(StepName.values())
                        .map(name -> name.word() + " of " + name.area())
                        .toArray(String[]::new));
    }
}
