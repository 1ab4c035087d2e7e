package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncodingPartsTest {
    private static final Map<String, Object> FIRST = Map.of("streamId", "s1");
    private static final Map<String, Object> SECOND = Map.of("streamId", "s2");
    private static final List<Map<String, Object>> STREAMS = List.of(FIRST, SECOND);

    private final EncodingParts parts = new EncodingParts();
    private final Map<String, Object> names = parts.nameStream(
            Map.of("id", "s2"), parts.nameStream(Map.of("id", "s1"), parts.nothing(), "picture"), "sound");

    @Test
    void aMuxingTakesAllTheLastOrThoseThatItNames() {
        assertThat(parts.select(STREAMS, names, "ALL")).containsExactly(FIRST, SECOND);
        assertThat(parts.select(STREAMS, names, "LAST")).containsExactly(SECOND);
        assertThat(parts.select(STREAMS, names, "picture")).containsExactly(FIRST);
        assertThat(parts.select(STREAMS, names, "sound, picture")).containsExactly(SECOND, FIRST);
    }

    @Test
    void aStreamThatNobodyAddedIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> parts.select(STREAMS, names, "picture,subtitles"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'subtitles'", "picture", "sound");
    }

    @Test
    void aMuxingBeforeTheFirstStreamIsRefused() {
        assertThatThrownBy(() -> parts.select(List.of(), parts.nothing(), "ALL"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("before the first stream");
    }

    @Test
    void aNameThatIsGivenTwiceIsThatOfTheLaterStream() {
        var again = parts.nameStream(Map.of("id", "s3"), names, "picture");

        assertThat(again).containsEntry("picture", "s3").containsEntry("sound", "s2");
        assertThat(names).containsEntry("picture", "s1");
    }

    @Test
    void manifestsOfBothKindsAddUpAndOtherOptionsStay() {
        Map<String, Object> start =
                parts.addStartOptions(Map.of("scheduling", Map.of("priority", 80)), parts.nothing());
        start = parts.addManifest(Map.of("id", "m1"), start, "vodHlsManifests");
        start = parts.addManifest(Map.of("id", "m2"), start, "vodHlsManifests");
        start = parts.addManifest(Map.of("id", "m3"), start, "vodDashManifests");

        assertThat(start)
                .containsEntry("scheduling", Map.of("priority", 80))
                .containsEntry("vodHlsManifests", List.of(Map.of("manifestId", "m1"), Map.of("manifestId", "m2")))
                .containsEntry("vodDashManifests", List.of(Map.of("manifestId", "m3")))
                .containsEntry("manifestGenerator", "V2");
    }

    @Test
    void aLaterOptionReplacesOneOfItsName() {
        Map<String, Object> first = parts.addStartOptions(Map.of("encodingMode", "TWO_PASS"), parts.nothing());

        assertThat(parts.addStartOptions(Map.of("encodingMode", "SINGLE_PASS"), first))
                .isEqualTo(Map.of("encodingMode", "SINGLE_PASS"));
    }
}
