package io.transcoder.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UploadTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void theIdIsTheHashOfBucketAndKeyAndTheHashOfTheVersion() throws Exception {
        Upload upload = upload("in/VX-7.mxf", "abc", "v1", "0A", NOON);

        assertThat(upload.id()).isEqualTo(sha("sources\0in/VX-7.mxf") + "-" + sha("v:v1"));
        assertThat(upload.keyHash()).isEqualTo(sha("sources\0in/VX-7.mxf"));
    }

    @Test
    void withoutAVersionIdTheSequencerIsTheVersion() throws Exception {
        assertThat(upload("k", "abc", null, "0a10", NOON).id()).endsWith("-" + sha("s:0A1"));
    }

    @Test
    void withoutVersionIdAndSequencerTheETagIsTheVersion() throws Exception {
        assertThat(upload("k", "\"abc\"", null, null, NOON).id()).endsWith("-" + sha("e:abc"));
    }

    @Test
    void theVersionIdOfSuspendedVersioningIsNone() {
        assertThat(upload("k", "abc", "null", "0A", NOON)).isEqualTo(upload("k", "abc", null, "0A", NOON));
    }

    @Test
    void anEmptyFieldIsNone() {
        Upload upload = upload("k", "\"\"", "", "0A", NOON);

        assertThat(upload.versionId()).isNull();
        assertThat(upload.eTag()).isNull();
    }

    @Test
    void withoutAnyVersionThereIsNoUpload() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> upload("k", "\"\"", "null", "", NOON))
                .withMessageContaining("versionId");
    }

    @Test
    void aNegativeSizeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Upload("sources", "k", -1, "abc", null, null, NOON, "{}"));
    }

    @Test
    void caseAndTrailingZerosOfASequencerMakeNoOtherUpload() {
        assertThat(upload("k", "abc", null, "00ab00", NOON).id())
                .isEqualTo(upload("k", "abc", null, "00AB", NOON).id());
    }

    @Test
    void leadingZerosOfASequencerCount() {
        assertThat(upload("k", "abc", null, "0AB", NOON).id())
                .isNotEqualTo(upload("k", "abc", null, "AB", NOON).id());
    }

    @Test
    void aVersionIdASequencerAndAnETagOfTheSameTextAreDifferentVersions() {
        assertThat(new String[] {
                    upload("k", null, "AB", null, NOON).id(),
                    upload("k", null, null, "AB", NOON).id(),
                    upload("k", "AB", null, null, NOON).id()
                })
                .doesNotHaveDuplicates();
    }

    @Test
    void versionsOfOneKeyShareTheFirstPartOfTheirIds() {
        Upload one = upload("k", "abc", "v1", null, NOON);
        Upload two = upload("k", "abc", "v2", null, NOON);

        assertThat(one.keyHash()).isEqualTo(two.keyHash());
        assertThat(one.id()).isNotEqualTo(two.id()).startsWith(one.keyHash() + "-");
    }

    @Test
    void bucketAndKeyCannotBeMistakenForAnotherPair() {
        Upload one = new Upload("ab", "c", 1, "e", null, null, NOON, "{}");
        Upload two = new Upload("a", "bc", 1, "e", null, null, NOON, "{}");

        assertThat(one.keyHash()).isNotEqualTo(two.keyHash());
    }

    @Test
    void aLargerSequencerIsNewer() {
        assertNewer(sequenced("0055AED6DCD90281E6"), sequenced("0055AED6DCD90281E5"));
    }

    @Test
    void theShorterSequencerIsPaddedOnTheRight() {
        assertNewer(sequenced("B"), sequenced("0B00"));
        assertNewer(sequenced("A01"), sequenced("A"));
    }

    @Test
    void sequencersThatDifferInCaseOrPaddingAreEqual() {
        assertThat(sequenced("ab00").isNewerThan(sequenced("AB"))).isFalse();
        assertThat(sequenced("AB").isNewerThan(sequenced("ab00"))).isFalse();
    }

    @Test
    void theSequencerCountsEvenWhereTheTimesSayOtherwise() {
        assertNewer(upload("k", "e", null, "B", NOON), upload("k", "e", null, "A", NOON.plusSeconds(9)));
    }

    @Test
    void withoutASequencerTheTimeDecides() {
        assertNewer(upload("k", "e", null, null, NOON.plusMillis(1)), upload("k", "e", null, "FF", NOON));
    }

    @Test
    void aSequencerThatIsNotHexadecimalIsNotCompared() {
        assertNewer(upload("k", "e", null, "A", NOON.plusMillis(1)), upload("k", "e", null, "z", NOON));
    }

    @Test
    void withoutSequencerAndTimeNeitherIsNewer() {
        Upload timeless = upload("k", "e", null, null, null);

        assertThat(timeless.isNewerThan(sequenced("A"))).isFalse();
        assertThat(sequenced("A").isNewerThan(timeless)).isFalse();
    }

    @Test
    void uploadsOfDifferentKeysAreNeverNewer() {
        assertThat(upload("a", "e", null, "B", NOON).isNewerThan(upload("b", "e", null, "A", NOON)))
                .isFalse();
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aVeryLongSequencerTakesNoTime() {
        Upload upload = sequenced("0".repeat(1_000_000) + "1");

        assertThat(upload.id()).matches("[0-9a-f]{16}-[0-9a-f]{16}");
        assertThat(upload.isNewerThan(sequenced("0"))).isTrue();
    }

    @Test
    void theNameIsWhatFollowsTheLastSlash() {
        assertThat(upload("in/sub/VX-7.mxf", "e", null, null, NOON).name()).isEqualTo("VX-7.mxf");
        assertThat(upload("VX-7.mxf", "e", null, null, NOON).name()).isEqualTo("VX-7.mxf");
        assertThat(upload("in/", "e", null, null, NOON).name()).isEmpty();
    }

    @Test
    void onlyAnEmptyObjectWithASlashAtItsEndIsAFolderPlaceholder() {
        assertThat(sized("in/", 0).folderPlaceholder()).isTrue();
        assertThat(sized("in/", 1).folderPlaceholder()).isFalse();
        assertThat(sized("in", 0).folderPlaceholder()).isFalse();
        assertThat(sized("in", 0).empty()).isTrue();
        assertThat(sized("in", 1).empty()).isFalse();
    }

    @Test
    void theTextOfAnUploadIsOneSafeLineWithoutTheEvent() {
        Upload upload = new Upload("sources", "a\r\nb\u001B[31m", 3, "e\n", null, null, NOON, "{\"secret\":1}");

        assertThat(upload).hasToString("sources/a\\r\\nb\\u001B[31m (e:e\\n, 3 bytes)");
    }

    private static void assertNewer(Upload newer, Upload older) {
        assertThat(newer.isNewerThan(older))
                .as("%s newer than %s", newer, older)
                .isTrue();
        assertThat(older.isNewerThan(newer))
                .as("%s newer than %s", older, newer)
                .isFalse();
    }

    private static Upload sequenced(String sequencer) {
        return upload("k", "e", null, sequencer, NOON);
    }

    private static Upload sized(String key, long size) {
        return new Upload("sources", key, size, "e", null, null, NOON.plus(Duration.ofHours(1)), "{}");
    }

    private static Upload upload(String key, String eTag, String versionId, String sequencer, Instant time) {
        return new Upload("sources", key, 1, eTag, versionId, sequencer, time, "{}");
    }

    private static String sha(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest).substring(0, 16);
    }
}
