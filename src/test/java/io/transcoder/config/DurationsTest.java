package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "500ms, PT0.5S",
        "120s, PT2M",
        "2m, PT2M",
        "6h, PT6H",
        "2d, PT48H",
        "1h30m, PT1H30M",
        "1d2h3m4s5ms, PT26H3M4.005S",
        "999999999d, PT23999999976H"
    })
    void readsCamelsForm(String text, Duration expected) {
        assertThat(Durations.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "15",
                "s",
                "1.5s",
                "-1s",
                "+1s",
                "1s1m",
                "1s1s",
                "1 s",
                "1S",
                "1sec",
                "PT1S",
                "١s",
                "1234567890s"
            })
    void refusesWhatIsAmbiguousOrNoDuration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1ms", "10s", "90s", "1h", "12h", "2d", "365d"})
    void whatItWritesItReadsBack(String text) {
        assertThat(Durations.format(Durations.parse(text).orElseThrow())).isEqualTo(text);
    }
}
