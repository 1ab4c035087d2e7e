package io.transcoder.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhereTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-24T06:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "key=in/news/a.b.mxf, true",
        "key=in/news/*, false",
        "key~in/news/*, true",
        "key~*.mxf, true",
        "key~in/*/*.mxf, true",
        "key~in/news/a.b.mxf, true",
        "key~in/news/a?b.mxf, false",
        "key~in/news/aXb.mxf, false",
        "key~news, false",
        "key~*, true",
        "key~, false",
        "code~, true",
        "code~*, true",
        "code~?*, false",
        "code=, true",
        "kind~perm*, true",
        "kind~*\\E|x, false"
    })
    void aFieldIsComparedOrMatched(String condition, boolean holds) {
        assertThat(Where.parse(condition).test(letter(RECEIVED))).isEqualTo(holds);
    }

    @Test
    void aLetterIsOlderWhereItsTimeIsKnown() {
        Where before = Where.receivedBefore(RECEIVED.plusSeconds(1));

        assertThat(before.test(letter(RECEIVED))).isTrue();
        assertThat(before.test(letter(RECEIVED.plusSeconds(1)))).isFalse();
        assertThat(before.test(letter(null))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key", "colour=red", "colour~red", "=x", "~x", "older-than~2d", "in/news=1"})
    void whatIsNoConditionIsRefusedWithTheFields(String text) {
        assertThatThrownBy(() -> Where.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FIELD~PATTERN")
                .hasMessageContaining("messageId")
                .hasMessageContaining("older-than=DURATION");
    }

    private static DeadLetter letter(Instant received) {
        String body = S3Events.put("mam-in", "in/news/a.b.mxf").json();
        return new DeadLetter(
                "m-1",
                "handle",
                received,
                body,
                false,
                Map.of("kind", "permanent"),
                new S3EventReader().read(body).uploads(),
                null);
    }
}
