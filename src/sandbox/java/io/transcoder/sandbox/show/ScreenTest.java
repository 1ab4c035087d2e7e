package io.transcoder.sandbox.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void onATerminalTheBarMovesInOneLineWhichTheNextTextLeavesAlone() {
        Screen screen = screen(true);

        screen.progress(Duration.ofMillis(100), 3);
        screen.progress(Duration.ofMillis(200), 50);
        screen.step(Duration.ofMillis(300), Step.POLL, "found");

        assertThat(shown().split("\n")).hasSize(2);
        assertThat(shown().split("\n")[0]).endsWith("50 %  ").contains("[" + "#".repeat(20) + " ".repeat(20) + "]");
        assertThat(shown().split("\n")[1]).contains("0.3 s", "6 poll", "found");
    }

    @Test
    void elsewhereEveryTenPerCentAreALine() {
        Screen screen = screen(false);

        for (int percent : new int[] {0, 3, 10, 12, 19, 35, 35, 100}) {
            screen.progress(Duration.ZERO, percent);
        }

        assertThat(shown().lines().map(String::strip).map(line -> line.replaceAll(".* s +", "")))
                .containsExactly("10 %", "30 %", "100 %");
        assertThat(shown()).doesNotContain("\r");
    }

    @Test
    void aSecondEncodingCountsFromTheStart() {
        Screen screen = screen(false);
        screen.progress(Duration.ZERO, 100);

        screen.step(Duration.ZERO, Step.ENCODE, "again");
        screen.progress(Duration.ZERO, 10);

        assertThat(shown().lines()).hasSize(3);
    }

    private Screen screen(boolean terminal) {
        return new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), terminal);
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
