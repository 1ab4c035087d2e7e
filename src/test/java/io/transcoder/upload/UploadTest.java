package io.transcoder.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class UploadTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Source SHOWN = new Source("abc", null, NOON, 5);

    @Test
    void theIdIsTheHashOfBucketAndKeyAndTheHashOfTheVersion() throws Exception {
        Upload upload = pointed("in/VX-7.mxf").seenAs(new Source("abc", "v1", NOON, 5));

        assertThat(upload.id()).isEqualTo(sha("sources\0in/VX-7.mxf") + "-" + sha("v:v1"));
        assertThat(upload.keyHash()).isEqualTo(sha("sources\0in/VX-7.mxf"));
    }

    @Test
    void withoutAVersionIdETagTimeAndSizeAreTheVersion() throws Exception {
        assertThat(pointed("k").seenAs(SHOWN).id()).endsWith("-" + sha("e:abc 2026-11-24T12:00:00Z 5"));
    }

    @Test
    void whatAnEventSaysOfTheObjectMakesNoOtherUpload() {
        var told = new Upload("sources", "k", null, 99, "other", "v9", NOON.plusSeconds(9), "{\"a\":1}", null);

        assertThat(told.seenAs(SHOWN).id()).isEqualTo(pointed("k").seenAs(SHOWN).id());
    }

    @Test
    void beforeAnybodyLookedItIsNotKnownWhichUploadItIs() {
        assertThatIllegalStateException()
                .isThrownBy(() -> pointed("in/a\nb").id())
                .withMessageContaining("sources/in/a\\nb");
    }

    @Test
    void uploadsOfOneKeyShareTheFirstPartOfTheirIds() {
        Upload one = pointed("k").seenAs(SHOWN);
        Upload two = pointed("k").seenAs(new Source("abc", null, NOON.plusSeconds(1), 5));

        assertThat(one.keyHash()).isEqualTo(two.keyHash());
        assertThat(one.id()).isNotEqualTo(two.id()).startsWith(one.keyHash() + "-");
    }

    @Test
    void bucketAndKeyCannotBeMistakenForAnotherPair() {
        assertThat(Upload.keyHash("ab", "c")).isNotEqualTo(Upload.keyHash("a", "bc"));
    }

    @Test
    void theNameIsTheLastPartOfTheKeyThatIsNotEmpty() {
        assertThat(pointed("in/sub/VX-7.mxf").name()).isEqualTo("VX-7.mxf");
        assertThat(pointed("VX-7.mxf").name()).isEqualTo("VX-7.mxf");
        assertThat(pointed("in/VX-7.mxf/").name()).isEqualTo("VX-7.mxf");
        assertThat(pointed("/").name()).isEqualTo("/");
    }

    @Test
    void aKeyThatWasWrittenAsItIsHasNoOtherForm() {
        assertThat(raw("in/VX-7.mxf", "in/VX-7.mxf").rawKey()).isNull();
    }

    @Test
    void theOtherFormOfAKeyIsAnotherKeyOfTheSameEvent() {
        Upload upload = raw("in/A B 1.mxf", "in/A+B 1.mxf");

        Upload other = upload.withRawKey();

        assertThat(other.key()).isEqualTo("in/A+B 1.mxf");
        assertThat(other.rawKey()).isNull();
        assertThat(other.event()).isEqualTo(upload.event());
        assertThat(other.keyHash()).isNotEqualTo(upload.keyHash());
    }

    @Test
    void theTextOfAnUploadIsOneSafeLineWithoutTheEvent() {
        Upload upload = new Upload("sources", "a\r\nb\u001B[31m", null, 3, null, null, null, "{\"secret\":1}", null);

        assertThat(upload).hasToString("sources/a\\r\\nb\\u001B[31m");
        assertThat(upload.seenAs(new Source("e\n", null, NOON, 3)))
                .hasToString("sources/a\\r\\nb\\u001B[31m (e:e\\n 2026-11-24T12:00:00Z 3, 3 bytes)");
    }

    private static Upload pointed(String key) {
        return raw(key, null);
    }

    private static Upload raw(String key, String rawKey) {
        return new Upload("sources", key, rawKey, 1, "hint", null, NOON, "{}", null);
    }

    private static String sha(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest).substring(0, 16);
    }
}
