package io.transcoder.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SourceTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Source PLAIN = new Source("abc", null, NOON, 5);

    @Test
    void anETagLosesItsQuotes() {
        assertThat(new Source("\"abc\"", null, NOON, 5)).isEqualTo(PLAIN);
    }

    @Test
    void theVersionIdOfSuspendedVersioningIsNone() {
        assertThat(new Source("abc", "null", NOON, 5)).isEqualTo(PLAIN);
        assertThat(new Source("abc", "", NOON, 5)).isEqualTo(PLAIN);
    }

    @Test
    void theSameBytesUploadedAgainAreAnotherUpload() {
        var again = new Source("abc", null, NOON.plusSeconds(1), 5);

        assertThat(again.isSameUploadAs(PLAIN)).isFalse();
        assertThat(again.hasSameBytesAs(PLAIN)).isTrue();
    }

    @Test
    void otherBytesWithinTheSameSecondAreAnotherUpload() {
        assertThat(new Source("abd", null, NOON, 5).isSameUploadAs(PLAIN)).isFalse();
        assertThat(new Source("abc", null, NOON, 6).isSameUploadAs(PLAIN)).isFalse();
    }

    @Test
    void aVersionIdAloneTellsUploadsApart() {
        var one = new Source("abc", "v1", NOON, 5);

        assertThat(new Source("abc", "v2", NOON, 5).isSameUploadAs(one)).isFalse();
        assertThat(new Source("\"abc\"", "v1", NOON.plusSeconds(1), 5).isSameUploadAs(one))
                .isTrue();
    }

    @Test
    void aVersionIdAndAnETagOfTheSameTextAreDifferentVersions() {
        assertThat(new Source(null, "abc", NOON, 5).version()).isNotEqualTo(PLAIN.version());
    }

    @Test
    void withoutAnETagNobodyKnowsWhetherTheBytesAreTheSame() {
        var untagged = new Source(null, null, NOON, 5);

        assertThat(untagged.hasSameBytesAs(untagged)).isFalse();
        assertThat(untagged.isSameUploadAs(untagged)).isTrue();
    }

    @Test
    void nothingIsNeitherTheSameUploadNorTheSameBytes() {
        assertThat(PLAIN.isSameUploadAs(null)).isFalse();
        assertThat(PLAIN.hasSameBytesAs(null)).isFalse();
    }
}
