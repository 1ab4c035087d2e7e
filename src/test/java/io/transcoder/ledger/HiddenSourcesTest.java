package io.transcoder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.job.Sources;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** On a bucket with versions a late delete of ours may hide a later upload; what the MAM deletes stays deleted. */
@Tag("slow")
class HiddenSourcesTest {
    private static final String KEY = "in/VX-7.mxf";
    private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");

    private static final End END = End.finished("enc-1", "outputs verified", "FINISHED", List.of(), AT);

    private final LedgerBench bench = LedgerBench.versioned();
    private final Sources sources = new Sources(bench.s3(), bench.ledger(), Duration.ZERO);
    private final Upload first = bench.upload(KEY, "first");

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void anUploadUnderALateDeleteOfOursIsBroughtBack() {
        finished(first);
        Upload second = bench.upload(KEY, "second");
        delete();

        assertBroughtBack(second);
    }

    @Test
    void anUploadUnderTheDeleteThatACleanUpNamesIsBroughtBack() {
        Claim claim = finished(first);
        Upload second = bench.upload(KEY, "second");
        bench.ledger().recordCleaned(claim, new Ledger.Note(Cleaned.DELETED, AT, delete()));

        assertBroughtBack(second);
    }

    @Test
    void anUploadUnderADeleteAfterACleanUpThatFoundNothingIsBroughtBack() {
        Claim claim = finished(first);
        bench.ledger().recordCleaned(claim, new Ledger.Note(Cleaned.GONE, AT));
        Upload second = bench.upload(KEY, "second");
        delete();

        assertBroughtBack(second);
    }

    @Test
    void anUploadUnderADeleteIsBroughtBackWhereTheCleanUpEndsAtThatMoment() {
        Claim claim = finished(first);
        Upload second = bench.upload(KEY, "second");
        delete();
        bench.tap().onOperation("LIST-VERSIONS " + KEY).nth(1).before(() -> bench.ledger()
                .recordCleaned(claim, new Ledger.Note(Cleaned.GONE, AT)));

        assertBroughtBack(second);
    }

    @Test
    void whoMayChangeNothingSeesWhatWouldBeBroughtBack() {
        finished(first);
        Upload second = bench.upload(KEY, "second");
        delete();

        assertThat(sources.peek(LedgerBench.pointed(KEY))).contains(second);

        assertThat(bench.hasSource(KEY)).isFalse();
        assertBroughtBack(second);
        assertThat(sources.peek(LedgerBench.pointed(KEY))).contains(second);
    }

    /** Its encoding may have failed because of that very delete. */
    @Test
    void anUploadUnderALateDeleteOfOursIsBroughtBackThoughItHasFailedMeanwhile() {
        Claim claim = finished(first);
        Upload second = bench.upload(KEY, "first");
        bench.ledger().recordCleaned(claim, new Ledger.Note(Cleaned.DELETED, AT, delete()));
        bench.ended(second, 1, "enc-2", End.failed(End.ENCODING_FAILED, "enc-2", "no input", AT));

        assertThat(sources.peek(LedgerBench.pointed(KEY))).contains(second);
        assertBroughtBack(second);
    }

    @Test
    void whatTheMamDeletesStaysDeleted() {
        Claim claim = finished(first);
        bench.ledger().recordCleaned(claim, new Ledger.Note(Cleaned.DELETED, AT, delete()));
        Upload second = bench.upload(KEY, "second");
        delete();

        assertThat(sources.peek(second)).isEmpty();
        assertThat(sources.look(second)).isEmpty();
        assertThat(bench.hasSource(KEY)).isFalse();
    }

    @Test
    void whatIsDeletedBeforeACleanUpWasDueStaysDeleted() {
        var patient = new Sources(bench.s3(), bench.ledger(), Duration.ofDays(7));
        finished(first);
        Upload second = bench.upload(KEY, "second");
        delete();

        assertThat(patient.peek(second)).isEmpty();
        assertThat(patient.look(second)).isEmpty();
        assertThat(bench.hasSource(KEY)).isFalse();
    }

    @Test
    void whatIsDeletedWhileAnEarlierUploadIsEncodedStaysDeleted() {
        Claim claim = bench.started(first, 1, "enc-1");
        Upload second = bench.upload(KEY, "second");
        delete();
        bench.nextSecond();
        bench.ledger().end(claim.jobId(), 1, END);

        assertThat(sources.look(second)).isEmpty();
        assertThat(bench.hasSource(KEY)).isFalse();
    }

    @Test
    void afterACleanUpThatDeletedNothingADeleteIsTheMams() {
        Claim claim = finished(first);
        bench.ledger().recordCleaned(claim, new Ledger.Note(Cleaned.NEWER, AT));
        Upload second = bench.upload(KEY, "second");
        delete();

        assertThat(sources.look(second)).isEmpty();
    }

    @Test
    void whatIsDeletedLongAfterTheCleanUpStaysDeleted() {
        Claim claim = finished(first);
        bench.ledger().recordCleaned(claim, new Ledger.Note(Cleaned.GONE, AT));
        Upload second = bench.upload(KEY, "second");
        delete();
        Instant cleaned = bench.ledger().history(first.id()).at(Part.CLEAN).orElseThrow();

        hiddenSince(cleaned.plus(Duration.ofHours(23)), second);
        assertThat(sources.peek(second)).contains(second);

        hiddenSince(cleaned.plus(Duration.ofHours(25)), second);
        assertThat(sources.look(second)).isEmpty();
        assertThat(bench.hasSource(KEY)).isFalse();
    }

    /** What the store lists of the key, once. */
    private void hiddenSince(Instant marked, Upload upload) {
        var source = upload.source();
        bench.tap()
                .onOperation("LIST-VERSIONS " + KEY)
                .answer(200, Map.of("Content-Type", "application/xml"), """
                        <ListVersionsResult>
                        <DeleteMarker><Key>%s</Key><VersionId>marker</VersionId><IsLatest>true</IsLatest>\
                        <LastModified>%s</LastModified></DeleteMarker>
                        <Version><Key>%s</Key><VersionId>%s</VersionId><IsLatest>false</IsLatest>\
                        <LastModified>%s</LastModified><ETag>&quot;%s&quot;</ETag><Size>%d</Size></Version>
                        </ListVersionsResult>
                        """.formatted(
                                KEY,
                                marked,
                                KEY,
                                source.versionId(),
                                source.lastModified(),
                                source.eTag().replace("\"", ""),
                                source.size()));
    }

    @Test
    void anUploadUnderADeleteThatWasGivenUpIsBroughtBack() {
        Claim claim = finished(first);
        bench.ledger().recordCleaned(claim, new Ledger.Note(Cleaned.NEWER + Cleaned.GIVEN_UP, AT));
        Upload second = bench.upload(KEY, "second");
        delete();

        assertBroughtBack(second);
    }

    @Test
    void anUploadUnderADeleteThatWasGivenUpIsBroughtBackThoughTheNextOneIsNamed() {
        Claim claim = finished(first);
        bench.ledger().recordCleaned(claim, new Ledger.Note(Cleaned.DELETED + Cleaned.GIVEN_UP, AT, delete()));
        Upload second = bench.upload(KEY, "second");
        delete();

        assertBroughtBack(second);
    }

    @Test
    void whereNoJobOfTheKeyIsFinishedADeleteIsTheMams() {
        bench.ended(first, 1, "enc-1", End.failed(End.ENCODING_FAILED, "enc-1", "no", AT));
        Upload second = bench.upload(KEY, "second");
        delete();

        assertThat(sources.look(second)).isEmpty();
    }

    @Test
    void aSourceThatWasCleanedUpStaysSo() {
        finished(first);
        delete();

        assertThat(sources.look(first)).isEmpty();
        assertThat(bench.hasSource(KEY)).isFalse();
    }

    @Test
    void aSourceOfWhichNoJobIsKnownIsNotBroughtBack() {
        delete();

        assertThat(sources.look(first)).isEmpty();
    }

    @Test
    void anUploadUnderADeleteOfAnotherKeyIsNotTouched() {
        finished(first);
        Upload neighbour = bench.upload(KEY + ".bak", "neighbour");
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY + ".bak"));
        delete();

        assertThat(sources.look(neighbour)).isEmpty();
        assertThat(sources.look(first)).isEmpty();
    }

    private void assertBroughtBack(Upload upload) {
        assertThatThrownBy(() -> sources.confirmGone(upload))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining("mam-in/in/VX-7.mxf was hidden by the late delete of an earlier upload");
        assertThat(sources.look(LedgerBench.pointed(KEY))).contains(upload);
    }

    private Claim finished(Upload upload) {
        return bench.ended(upload, 1, "enc-1", END);
    }

    private String delete() {
        return bench.behind()
                .deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY))
                .versionId();
    }
}
