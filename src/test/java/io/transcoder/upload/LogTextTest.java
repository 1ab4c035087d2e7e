package io.transcoder.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    @Test
    void lineBreaksAndTabsAreShown() {
        assertThat(LogText.safe("a\r\nb\tc")).isEqualTo("a\\r\\nb\\tc");
    }

    @Test
    void aBackslashIsToldFromAnEscape() {
        assertThat(LogText.safe("a\\n")).isEqualTo("a\\\\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x07, 0x1B, 0x7F, 0x85, 0x9B, 0x200E, 0x202E, 0x2028, 0x2029, 0x2066, 0xFEFF, 0xD800})
    void whatActsOnATerminalOrReordersALineIsEscaped(int codePoint) {
        assertThat(LogText.safe("a" + Character.toString(codePoint) + "b"))
                .isEqualTo(String.format("a\\u%04Xb", codePoint));
    }

    @Test
    void aFormatCharacterBeyondTheBasicPlaneIsEscapedAsItsPair() {
        assertThat(LogText.safe(Character.toString(0xE0041))).isEqualTo("\\uDB40\\uDC41");
    }

    @Test
    void ordinaryTextStaysAsItIs() {
        assertThat(LogText.safe("in/Füße & 日本 😀 ${x} {{y}} %41+")).isEqualTo("in/Füße & 日本 😀 ${x} {{y}} %41+");
    }

    @Test
    void noTextIsShownAsNull() {
        assertThat(LogText.safe(null)).isEqualTo("null");
    }

    @Test
    void aTextOfTheLimitIsWhole() {
        assertThat(LogText.safe("x".repeat(1024))).isEqualTo("x".repeat(1024));
    }

    @Test
    void aLongerTextIsCutAndShowsIt() {
        assertThat(LogText.safe("x".repeat(1025))).isEqualTo("x".repeat(1023) + "…");
    }

    @Test
    void aCutNeverPartsAnEscapeOrAnEmoji() {
        assertThat(LogText.safe("x".repeat(1022) + "\n" + "yy")).isEqualTo("x".repeat(1022) + "…");
        assertThat(LogText.safe("x".repeat(1022) + "😀" + "yy")).isEqualTo("x".repeat(1022) + "…");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x0A, 0x1B, 0x85, 0x9B, 0x200E, 0x202E, 0x2028, 0x2029, 0x2066, 0xFEFF, 0xD800, 0xE0041})
    void aMessageIsOneLineWithBlanksForWhatActsOnATerminal(int codePoint) {
        String acts = Character.toString(codePoint);

        assertThat(LogText.line(acts + "a" + acts + acts + "b\\n" + acts, 100)).isEqualTo("a b\\n");
    }

    @Test
    void aLongMessageIsCutBetweenCharacters() {
        assertThat(LogText.line("x".repeat(50), 50)).isEqualTo("x".repeat(50));
        assertThat(LogText.line("x".repeat(51), 50)).isEqualTo("x".repeat(49) + "…");
        assertThat(LogText.line("x".repeat(48) + "😀😀", 50)).isEqualTo("x".repeat(48) + "…");
        assertThat(LogText.line(null, 50)).isEmpty();
    }

    @Test
    void jsonMeansTheSameAndActsOnNoTerminal() {
        assertThat(LogText.json("{\"a\":\"\u009Bé\u202E\u2028😀\"}")).isEqualTo("{\"a\":\"\\u009Bé\\u202E\\u2028😀\"}");
    }
}
