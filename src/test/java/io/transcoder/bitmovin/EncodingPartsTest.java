package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.job.Encoding;
import io.transcoder.ledger.Output;
import io.transcoder.ledger.OutputName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncodingPartsTest {
    private final EncodingParts parts = new EncodingParts();
    private final Encoding empty = parts.created(Map.of("id", "e1"));
    private final Encoding encoding =
            parts.addStream(Map.of("id", "s2"), parts.addStream(Map.of("id", "s1"), empty, "picture"), "sound");

    private List<Object> selected(Encoding of, String streams) {
        return parts.select(of, Map.of("streams", streams)).stream()
                .map(stream -> stream.get("streamId"))
                .toList();
    }

    @Test
    void aMuxingTakesAllTheLastOrThoseThatItNames() {
        assertThat(parts.select(encoding, Map.of("streams", "LAST"))).containsExactly(Map.of("streamId", "s2"));
        assertThat(selected(encoding, "ALL")).containsExactly("s1", "s2");
        assertThat(selected(encoding, "picture")).containsExactly("s1");
        assertThat(selected(encoding, "sound, picture")).containsExactly("s2", "s1");
    }

    @Test
    void aStreamThatNobodyAddedIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> selected(encoding, "picture,subtitles"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'subtitles'", "picture", "sound");
    }

    @Test
    void aMuxingBeforeTheFirstStreamIsRefused() {
        assertThatThrownBy(() -> selected(empty, "ALL"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("before the first stream");
    }

    @Test
    void aNameThatIsGivenTwiceIsThatOfTheLaterStream() {
        Encoding again = parts.addStream(Map.of("id", "s3"), encoding, "picture");

        assertThat(selected(again, "picture,sound")).containsExactly("s3", "s2");
        assertThat(selected(again, "ALL")).containsExactly("s1", "s2", "s3");
        assertThat(selected(encoding, "picture")).containsExactly("s1");
    }

    @Test
    void anOutputNamesItsMuxingByTheCallThatAddedIt() {
        var name = new OutputName("out/", "a.mp4");
        Encoding with = parts.addOutput(
                Map.of("id", "m1"), encoding, name, "POST /encoding/encodings/{encodingId}/muxings/progressive-ts");

        assertThat(with.outputs()).containsExactly(new Output(name.key(), "progressive-ts/m1"));
    }

    @Test
    void anAnswerWithoutAnIdIsRefused() {
        assertThatThrownBy(() -> parts.created(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no id");
        assertThatThrownBy(() -> parts.addStream(Map.of("name", "a"), empty, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no id");
    }

    @Test
    void anEncodingIsHalfBuiltUntilItIsComplete() {
        assertThat(encoding.halfBuilt()).isTrue();
        assertThat(encoding.complete().halfBuilt()).isFalse();
        assertThat(encoding.complete().streams()).isEqualTo(encoding.streams());
    }

    @Test
    void manifestsOfBothKindsAddUpAndOtherOptionsStay() {
        Encoding start = parts.addStartOptions(Map.of("scheduling", Map.of("priority", 80)), empty);
        start = parts.addManifest(Map.of("id", "m1"), start, "vodHlsManifests");
        start = parts.addManifest(Map.of("id", "m2"), start, "vodHlsManifests");
        start = parts.addManifest(Map.of("id", "m3"), start, "vodDashManifests");

        assertThat(start.startRequest())
                .containsEntry("scheduling", Map.of("priority", 80))
                .containsEntry("vodHlsManifests", List.of(Map.of("manifestId", "m1"), Map.of("manifestId", "m2")))
                .containsEntry("vodDashManifests", List.of(Map.of("manifestId", "m3")))
                .containsEntry("manifestGenerator", "V2");
    }

    @Test
    void aLaterOptionReplacesOneOfItsName() {
        Encoding first = parts.addStartOptions(Map.of("encodingMode", "TWO_PASS"), empty);

        assertThat(parts.addStartOptions(Map.of("encodingMode", "SINGLE_PASS"), first)
                        .startRequest())
                .isEqualTo(Map.of("encodingMode", "SINGLE_PASS"));
    }
}
