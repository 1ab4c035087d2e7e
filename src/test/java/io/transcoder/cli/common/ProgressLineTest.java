package io.transcoder.cli.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter written = new StringWriter();
    private final ProgressLine line = new ProgressLine(new PrintWriter(written), "encodings at work:", true);

    @Test
    void aShorterCountLeavesNothingOfALongerOneOnATerminal() {
        line.counted(100);
        line.counted(10);
        assertThat(shown()).isEqualTo("encodings at work: 10");
        line.counted(9);
        assertThat(shown()).isEqualTo("encodings at work: 9");
        line.counted(12);
        assertThat(shown()).isEqualTo("encodings at work: 12");

        line.end();
        line.end();
        assertThat(written.toString()).endsWith("12" + System.lineSeparator());
    }

    /** What follows a carriage return covers only as much as it is long. */
    private String shown() {
        String line = "";
        for (String text : written.toString().split("\r", -1)) {
            line = text + line.substring(Math.min(text.length(), line.length()));
        }
        return line.stripTrailing();
    }
}
