package io.transcoder.setup.vidispine;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.config.ResultPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultNamesTest {
    @Test
    void theRecommendedPatternIsRight() {
        assertThat(new ResultNames("(?:\\D.*)?_bitmovin\\.mp4", "_bitmovin.mp4").faults())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"_bitmovin.mp4", "+x(1).mp4", ".out", "-[a].mov"})
    void thePatternMadeForASuffixIsRight(String suffix) {
        assertThat(new ResultNames(ResultPattern.ofSuffix(suffix), suffix).faults())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?:\\D.*)?(?:_bitmovin|_other)\\.mp4",
                "(?:\\D.*)?_bitmovin[|.]mp4",
                "(?:\\D.*)?\\Q_bitmovin.mp4\\E"
            })
    void anAlternationInsideIsNoTopLevelOne(String regex) {
        assertThat(new ResultNames(regex, "_bitmovin.mp4").faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".*\\.mp4|.*\\.mov", "a|b", "(?:a)|b", "\\Qa|b\\E|c"})
    void aTopLevelAlternationIsFound(String regex) {
        assertThat(new ResultNames(regex, "_bitmovin.mp4").faults()).anyMatch(fault -> fault.contains("top level"));
    }

    @Test
    void aPatternThatTakesTheResultOfALongerNumberIsFound() {
        assertThat(new ResultNames(".*_bitmovin\\.mp4", "_bitmovin.mp4").faults())
                .singleElement()
                .asString()
                .contains("'VX-10'", "'VX-100'");
    }

    @Test
    void freeNamesThatBeginAlikeAreMixedUp() {
        assertThat(new ResultNames("(?:\\D.*)?_bitmovin\\.mp4", "_bitmovin.mp4").mixesUpFreeNames())
                .isTrue();
        assertThat(new ResultNames("(?:\\.[^.]*)?_bitmovin\\.mp4", "_bitmovin.mp4").mixesUpFreeNames())
                .isFalse();
    }
}
