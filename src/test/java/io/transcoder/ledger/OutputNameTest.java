package io.transcoder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.upload.Upload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputNameTest {
    private static OutputName of(String key) {
        return of(key, "out/", "_x.mp4");
    }

    private static OutputName of(String key, String outputPrefix, String suffix) {
        return OutputName.of(new Upload("b", key, null, 1, "e", null, null, "{}", null), "in/", outputPrefix, suffix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in/../VX-7.mxf", "in/a/../../other/VX-7.mxf", "in/./VX-7.mxf", "in/a/..", "in/."})
    void aSegmentThatLeadsElsewhereIsRefused(String key) {
        assertThatThrownBy(() -> of(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("segment '.' or '..'");
    }

    @ParameterizedTest
    @CsvSource({"out/${variable.head.metadata[a]}/, _x.mp4", "out/, _${body}.mp4"})
    void anExpressionThatNobodyEvaluatesIsRefused(String outputPrefix, String suffix) {
        assertThatThrownBy(() -> of("in/VX-7.mxf", outputPrefix, suffix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(outputPrefix + "*" + suffix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"in/VX..7.mxf", "in/.a/..b/c...mxf", "in/...", "in/${body}.mxf"})
    void whatOnlyLooksLikeItIsKept(String key) {
        assertThat(of(key).key()).isEqualTo("out/" + key.substring(3) + "_x.mp4");
    }
}
