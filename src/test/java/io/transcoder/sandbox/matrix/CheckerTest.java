package io.transcoder.sandbox.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.Encoder.Output;
import io.transcoder.sandbox.matrix.History.Deletion;
import io.transcoder.sandbox.matrix.History.Letter;
import io.transcoder.sandbox.matrix.History.Uploaded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plants what must never happen into histories, and sees the checker notice. */
class CheckerTest {
    private static final Instant T = Instant.parse("2026-03-01T10:00:00Z");
    private static final String KEY = "in/VX-7.mxf";
    private static final String JOB = "aa-01";
    private static final String NEWER_JOB = "aa-02";
    private static final String OUT = "out/VX-7.mxf_bitmovin.mp4";

    private final List<Uploaded> uploads = new ArrayList<>();
    private final List<Encoding> encodings = new ArrayList<>();
    private final List<Deletion> deletions = new ArrayList<>();
    private final Set<String> outputs = new HashSet<>();
    private final Map<String, String> ledger = new HashMap<>();
    private final List<Letter> letters = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();

    // good ones

    @Test
    void nothingUploadedBreaksNothing() {
        assertThat(check()).isEmpty();
    }

    @Test
    void theUsualPathKeepsAllPromises() {
        usualPath();

        assertThat(check()).isEmpty();
    }

    @Test
    void anOpenJobIsNotLost() {
        uploaded(JOB, "e1");
        ledger.put("open/" + JOB, "");

        assertThat(check()).isEmpty();
    }

    @Test
    void aMessageInTheQueueIsNotLost() {
        uploaded(JOB, "e1");
        messages.add(event("e1"));

        assertThat(check()).isEmpty();
    }

    @Test
    void aSkippedUploadWithAReasonIsNotLost() {
        uploaded(JOB, "e1");
        ledger.put(JOB + "/0.end", end("SKIPPED", null, "source-gone"));

        assertThat(check()).isEmpty();
    }

    @Test
    void aFailureWithItsDeadLetterIsFine() {
        failedEncode();
        letter(event("e1"), "enc-1");

        assertThat(check()).isEmpty();
    }

    @Test
    void aSecondEncodeAfterARecordedFailureIsFine() {
        failedEncode();
        claim(JOB, 2, "enc-2");
        encoding("enc-2", JOB, "e1", "FINISHED", 1);
        outputs.add(OUT);
        ledger.put(JOB + "/2.end", end("FINISHED", "enc-2", "outputs verified"));
        ledger.put(JOB + "/2.clean", "{}");

        assertThat(check()).isEmpty();
    }

    @Test
    void aNextAttemptThatIsSkippedWithAReasonIsFine() {
        failedEncode();
        ledger.put(JOB + "/2.end", end("SKIPPED", null, "source-gone"));

        assertThat(check()).isEmpty();
    }

    @Test
    void anEncodeOfEachVersionIsFine() {
        usualPath();
        deletions.clear();
        uploaded(NEWER_JOB, "e2");
        claim(NEWER_JOB, 1, "enc-2");
        encoding("enc-2", NEWER_JOB, "e2", "FINISHED", 1);
        ledger.put(NEWER_JOB + "/1.end", end("FINISHED", "enc-2", "outputs verified"));
        ledger.put(NEWER_JOB + "/1.clean", "{}");
        deletions.add(new Deletion(KEY, "e2", T.plusSeconds(30)));

        assertThat(check()).isEmpty();
    }

    @Test
    void anEncodingThatWasNeverStartedCostsNothing() {
        usualPath();
        encoding("enc-2", JOB, null, "CREATED", 0);

        assertThat(check()).isEmpty();
    }

    // 1

    @Test
    void anUploadWithoutATraceIsLost() {
        uploaded(JOB, "e1");

        assertBroken(1, "lost");
    }

    @Test
    void theOutputOfAnotherVersionDoesNotSaveAnUpload() {
        usualPath();
        deletions.clear();
        uploaded(NEWER_JOB, "e2");

        assertBroken(1, "(e2) is lost");
    }

    @Test
    void theNewestVersionIsNotSuperseded() {
        uploaded(JOB, "e1");
        ledger.put(JOB + "/0.end", end("SKIPPED", null, "superseded"));

        assertBroken(1, "lost");
    }

    @Test
    void anEmptyOutputDoesNotSaveAnUpload() {
        usualPath();
        deletions.clear();
        encodings.set(0, encodingOf("enc-1", JOB, "e1", "FINISHED", 1, 0));

        assertBroken(1, "lost");
    }

    @Test
    void anOutputThatIsNotThereDoesNotSaveAnUpload() {
        usualPath();
        outputs.clear();

        assertBroken(1, "lost");
    }

    @Test
    void aClaimThatNobodyWatchesIsLost() {
        usualPath();
        ledger.remove(JOB + "/1.end");
        ledger.remove(JOB + "/1.clean");
        deletions.clear();

        assertBroken(1, "has no end");
    }

    @Test
    void aMarkerThatGoesBeforeTheSourceIsDealtWithIsNoticed() {
        usualPath();
        ledger.remove(JOB + "/1.clean");

        assertBroken(1, "before its source is dealt with");
    }

    // 2

    @Test
    void aSecondEncodeIsADoubleStart() {
        usualPath();
        claim(JOB, 2, "enc-2");
        encoding("enc-2", JOB, "e1", "FINISHED", 1);
        ledger.put(JOB + "/2.end", end("FINISHED", "enc-2", "outputs verified"));
        ledger.put(JOB + "/2.clean", "{}");

        assertBroken(2, "has 2 started encodings, allowed are 1");
    }

    @Test
    void anEncodingThatIsStartedTwiceIsNoticed() {
        usualPath();
        encodings.set(0, encodingOf("enc-1", JOB, "e1", "FINISHED", 2, 100));

        assertBroken(2, "is started 2 times");
    }

    @Test
    void aStartOfAnotherEncodingThanTheClaimedOneIsUnclaimed() {
        usualPath();
        ledger.put(JOB + "/1.claim", "{\"encodingId\":\"enc-9\"}");

        assertBroken(2, "started unclaimed");
    }

    @Test
    void aStartWithoutARecordIsNoticed() {
        usualPath();
        ledger.remove(JOB + "/1.start");

        assertBroken(2, "without a start record");
    }

    @Test
    void aPaidEncodingUnderAnotherJobsNameStillCounts() {
        usualPath();
        encoding("enc-2", "bb-01", "e1", "FINISHED", 1);

        assertBroken(2, KEY + " has 2 started encodings, allowed are 1");
    }

    // 3

    @Test
    void aDeleteBeforeTheEncodeIsFinishedIsTooEarly() {
        usualPath();
        deletions.set(0, new Deletion(KEY, "e1", T.plusSeconds(9)));

        assertBroken(3, "before an output of it was complete");
    }

    @Test
    void aDeleteAfterAFailedEncodeIsTooEarly() {
        failedEncode();
        letter(event("e1"), "enc-1");
        deletions.add(new Deletion(KEY, "e1", T.plusSeconds(30)));

        assertBroken(3, "before an output of it was complete");
    }

    @Test
    void aDeleteOfOtherBytesThanThoseEncodedIsNoticed() {
        usualPath();
        uploaded(NEWER_JOB, "e2");
        ledger.put("open/" + NEWER_JOB, "");
        deletions.set(0, new Deletion(KEY, "e2", T.plusSeconds(20)));

        assertBroken(3, "with other bytes (e2)");
    }

    @Test
    void aDeleteWithoutARecordedVerificationIsNoticed() {
        usualPath();
        ledger.remove(JOB + "/1.end");
        ledger.put("open/" + JOB, "");

        assertBroken(3, "no record says that its output was verified");
    }

    // 4

    @Test
    void aFailureWithoutADeadLetterIsSwallowed() {
        failedEncode();

        assertBroken(4, "neither a dead letter nor a next attempt");
    }

    @Test
    void aFailedEncodingWithoutARecordIsSwallowed() {
        failedEncode();
        ledger.remove(JOB + "/1.end");
        messages.add(event("e1"));

        assertBroken(4, "is ERROR, and no record says so");
    }

    @Test
    void aDeadLetterOfAnotherJobDoesNotReportAFailure() {
        failedEncode();
        letter(event("e1"), "enc-9");

        assertBroken(4, "neither a dead letter nor a next attempt");
    }

    @Test
    void aDeadLetterWithAChangedEventIsNoticed() {
        failedEncode();
        letter(event("e1").replace("\"size\":5", "\"size\":6"), "enc-1");

        assertBroken(4, "does not hold the event of an upload as it was");
    }

    @Test
    void aDeadLetterWithoutAReasonIsNoticed() {
        failedEncode();
        letters.add(new Letter(event("e1"), Map.of("encoding-id", "enc-1")));

        assertBroken(4, "gives no reason");
    }

    @Test
    void aSuccessThatIsRecordedAsAFailureIsNoticed() {
        usualPath();
        ledger.put(JOB + "/1.end", end("FAILED", "enc-1", "lost"));
        letter(event("e1"), "enc-1");

        assertBroken(4, "recorded as failed, and its encoding is finished");
    }

    @Test
    void aSkipWithoutAReasonIsNoticed() {
        uploaded(JOB, "e1");
        ledger.put(JOB + "/0.end", end("SKIPPED", null, ""));

        assertBroken(4, "skipped without a reason");
    }

    private List<Violation> check() {
        return Checker.check(new History(uploads, encodings, deletions, outputs, ledger, letters, messages));
    }

    private void assertBroken(int promise, String part) {
        assertThat(check()).anySatisfy(violation -> {
            assertThat(violation.promise()).isEqualTo(promise);
            assertThat(violation.what()).contains(part);
        });
    }

    /** Uploaded at T, finished 10 s later, deleted after 20 s. */
    private void usualPath() {
        uploaded(JOB, "e1");
        claim(JOB, 1, "enc-1");
        encoding("enc-1", JOB, "e1", "FINISHED", 1);
        outputs.add(OUT);
        ledger.put(JOB + "/1.end", end("FINISHED", "enc-1", "outputs verified"));
        deletions.add(new Deletion(KEY, "e1", T.plusSeconds(20)));
        ledger.put(JOB + "/1.clean", "{}");
    }

    private void failedEncode() {
        uploaded(JOB, "e1");
        claim(JOB, 1, "enc-1");
        encoding("enc-1", JOB, "e1", "ERROR", 1);
        ledger.put(JOB + "/1.end", end("FAILED", "enc-1", "the encoder says ERROR"));
    }

    private void uploaded(String job, String eTag) {
        uploads.add(new Uploaded(job, KEY, eTag, event(eTag), T));
    }

    private void claim(String job, int attempt, String encodingId) {
        ledger.put(job + "/" + attempt + ".claim", "{\"encodingId\":\"" + encodingId + "\"}");
        ledger.put(job + "/" + attempt + ".start", "{}");
    }

    private void encoding(String id, String job, String eTag, String status, int started) {
        encodings.add(encodingOf(id, job, eTag, status, started, 100));
    }

    private void letter(String body, String encodingId) {
        letters.add(new Letter(body, Map.of("reason", "the encoder says ERROR", "encoding-id", encodingId)));
    }

    private static Encoding encodingOf(String id, String job, String eTag, String status, int started, long bytes) {
        Instant finished = started == 0 ? null : T.plusSeconds(10);
        Instant written = status.equals("FINISHED") ? finished : null;
        return new Encoding(
                id,
                "VX-7.mxf",
                List.of("transcoder-0", "job-" + job, "build-1"),
                status,
                written == null ? 0 : 100,
                started,
                "mam-in",
                KEY,
                eTag,
                List.of(new Output("mux-1", "mam-out", OUT, "PRIVATE", written, bytes)),
                T,
                started == 0 ? null : T.plusSeconds(1),
                finished,
                false);
    }

    private static String end(String outcome, String encodingId, String reason) {
        return "{\"outcome\":\"%s\",\"encodingId\":%s,\"reason\":\"%s\"}"
                .formatted(outcome, encodingId == null ? "null" : "\"" + encodingId + "\"", reason);
    }

    private static String event(String eTag) {
        return "{\"Records\":[{\"s3\":{\"object\":{\"key\":\"%s\",\"size\":5,\"eTag\":\"%s\"}}}]}".formatted(KEY, eTag);
    }
}
