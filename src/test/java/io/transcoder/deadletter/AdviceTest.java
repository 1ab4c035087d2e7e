package io.transcoder.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdviceTest {
    @ParameterizedTest
    @ValueSource(strings = {"permanent", "exhausted", "malformed", "encoding-failed", "output-differs", "lost"})
    void eachKindHasItsAdvice(String kind) {
        assertThat(Advice.on(letter(kind))).doesNotContain("not one of this application's");
    }

    @Test
    void whatCostsAnotherEncodingIsSaid() {
        assertThat(List.of("encoding-failed", "output-differs", "lost"))
                .allSatisfy(kind -> assertThat(Advice.on(letter(kind))).contains("pays for one more encoding"));
    }

    @Test
    void ofAKindOfSomebodyElseItIsSaid() {
        assertThat(Advice.on(letter("mine"))).contains("not one of this application's");
    }

    private static DeadLetter letter(String kind) {
        return new DeadLetter("m", "r", null, "{}", false, Map.of("kind", kind), List.of(), null);
    }
}
