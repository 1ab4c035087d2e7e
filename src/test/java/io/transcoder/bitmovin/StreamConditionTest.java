package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamConditionTest {
    @Test
    void oneComparisonIsACondition() {
        assertThat(StreamCondition.of(" AUDIOSTREAMCOUNT>=2 ")).contains(comparison("AUDIOSTREAMCOUNT", ">=", "2"));
        assertThat(StreamCondition.of("INPUTSTREAM == TRUE")).contains(comparison("INPUTSTREAM", "==", "TRUE"));
    }

    @Test
    void severalAreJoined() {
        assertThat(StreamCondition.of("HEIGHT >= 1080 AND ASPECTRATIO >= 1"))
                .contains(Map.of(
                        "type",
                        "AND",
                        "conditions",
                        List.of(comparison("HEIGHT", ">=", "1080"), comparison("ASPECTRATIO", ">=", "1"))));
        assertThat(StreamCondition.of("FPS < 24 OR FPS > 30 OR FPS == 25").orElseThrow())
                .containsEntry("type", "OR")
                .extractingByKey("conditions")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(3);
    }

    @Test
    void alwaysIsNone() {
        assertThat(StreamCondition.of("ALWAYS")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "always",
                "HEIGHT",
                "HEIGHT = 1080",
                "HEIGHT => 1080",
                "HEIGHT >=",
                "HIGHT >= 1080",
                "height >= 1080",
                "HEIGHT >= 1080 AND",
                "HEIGHT >= 1080 and WIDTH >= 1920",
                "HEIGHT >= 1080 AND WIDTH >= 1920 OR FPS > 30",
                "(HEIGHT >= 1080)",
                "HEIGHT >= 1080 1"
            })
    void anythingElseIsRefusedWithTheFormThatItHasToHave(String text) {
        assertThatThrownBy(() -> StreamCondition.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("is no condition", "ALWAYS", "HEIGHT >= 720", "ROTATION");
    }

    private static Map<String, Object> comparison(String attribute, String operator, String value) {
        return Map.of("type", "CONDITION", "attribute", attribute, "operator", operator, "value", value);
    }
}
