package io.transcoder.sandbox.mam;

import static io.transcoder.sandbox.mam.MamOptions.Matching.FIND;
import static io.transcoder.sandbox.mam.MamOptions.Matching.MATCHES;
import static io.transcoder.sandbox.mam.MamOptions.NamePrefix.WITHOUT_EXTENSION;
import static io.transcoder.sandbox.mam.MamOptions.NamePrefix.WITH_EXTENSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.sandbox.mam.MamOptions.Matching;
import io.transcoder.sandbox.mam.MamOptions.NamePrefix;
import java.time.Duration;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultPatternTest {
    private final MamOptions options = MamOptions.of("source", "output");

    @Test
    void thePatternIsTheQuotedNameAndThenTheRegex() {
        ResultPattern pattern = ResultPattern.of("VX-100", options.withRegex(".*output.*"));

        assertThat(pattern.pattern().pattern()).isEqualTo("\\QVX-100\\E.*output.*");
    }

    @ParameterizedTest
    @CsvSource({
        "WITH_EXTENSION, MATCHES",
        "WITH_EXTENSION, FIND",
        "WITHOUT_EXTENSION, MATCHES",
        "WITHOUT_EXTENSION, FIND"
    })
    void theRecommendedPatternTellsOneNumberFromAnother(NamePrefix prefix, Matching matching) {
        ResultPattern pattern =
                ResultPattern.of("VX-10.mxf", options.withNamePrefix(prefix).withMatching(matching));

        assertThat(pattern.accepts("VX-10.mxf_bitmovin.mp4")).isTrue();
        assertThat(pattern.accepts("VX-100.mxf_bitmovin.mp4")).isFalse();
        assertThat(pattern.accepts("VX-1.mxf_bitmovin.mp4")).isFalse();
        assertThat(pattern.accepts("VX-10.mxf")).isFalse();
    }

    @Test
    void aResultWhoseExtensionWasReplacedIsMissedIfTheNameIsQuotedWhole() {
        assertThat(accepts(WITHOUT_EXTENSION, MATCHES, "VX-10_bitmovin.mp4")).isTrue();
        assertThat(accepts(WITH_EXTENSION, MATCHES, "VX-10_bitmovin.mp4")).isFalse();
    }

    @Test
    void aFileThatIsStillWrittenUnderALongerNameIsTakenByFindOnly() {
        assertThat(accepts(WITH_EXTENSION, FIND, "VX-10.mxf_bitmovin.mp4.part")).isTrue();
        assertThat(accepts(WITH_EXTENSION, MATCHES, "VX-10.mxf_bitmovin.mp4.part"))
                .isFalse();
    }

    @Test
    void aNameThatEndsLikeTheSourceIsTakenByFindOnly() {
        assertThat(accepts(WITH_EXTENSION, FIND, "OLD-VX-10.mxf_bitmovin.mp4")).isTrue();
        assertThat(accepts(WITH_EXTENSION, MATCHES, "OLD-VX-10.mxf_bitmovin.mp4"))
                .isFalse();
    }

    @Test
    void aCarelessPatternTakesAnotherNumbersResult() {
        ResultPattern careless = ResultPattern.of("VX-10.mxf", options.withRegex(".*\\.mp4"));

        assertThat(careless.accepts("VX-100.mxf_bitmovin.mp4")).isTrue();
    }

    @Test
    void anAlternativeAtTheTopLeaksOutOfTheName() {
        ResultPattern leaking = ResultPattern.of("VX-10.mxf", options.withRegex(".*\\.mp4|.*\\.mov"));

        assertThat(leaking.accepts("anything.mov")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"VX-472/32.mxf, VX-472/32", "a.b/32, a.b/32", ".hidden, .hidden", "a.b/.hidden, a.b/.hidden"})
    void onlyTheFilesOwnExtensionIsLeftOut(String name, String prefix) {
        assertThat(ResultPattern.of(name, options).pattern().pattern())
                .isEqualTo("\\Q" + prefix + "\\E" + MamOptions.REGEX);
    }

    @Test
    void aSubFolderIsPartOfTheName() {
        ResultPattern pattern = ResultPattern.of("VX-472/32.mxf", options);

        assertThat(pattern.accepts("VX-472/32.mxf_bitmovin.mp4")).isTrue();
        assertThat(pattern.accepts("32.mxf_bitmovin.mp4")).isFalse();
        assertThat(pattern.accepts("VX-473/32.mxf_bitmovin.mp4")).isFalse();
    }

    @Test
    void nothingInANameIsReadAsAPattern() {
        ResultPattern pattern = ResultPattern.of("a\\E.*[x]$.mxf", options.withNamePrefix(WITH_EXTENSION));

        assertThat(pattern.accepts("a\\E.*[x]$.mxf_bitmovin.mp4")).isTrue();
        assertThat(pattern.accepts("a\\Eanything[x]$.mxf_bitmovin.mp4")).isFalse();
    }

    @Test
    void optionsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> options.withRegex("(")).isInstanceOf(PatternSyntaxException.class);
        assertThatThrownBy(() -> options.withLooks(0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withLooks(1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> options.withAttempts(0, true)).isInstanceOf(IllegalArgumentException.class);
    }

    private boolean accepts(NamePrefix prefix, Matching matching, String name) {
        return ResultPattern.of("VX-10.mxf", options.withNamePrefix(prefix).withMatching(matching))
                .accepts(name);
    }
}
