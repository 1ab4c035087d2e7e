package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.job.Rivals;
import io.transcoder.job.Sources;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;

/** On a bucket that keeps versions the bytes stay, and the note says how to bring them back. */
@Tag("slow")
class VersionedSourceCleanerTest {
    private static final String KEY = "in/VX-7.mxf";

    private final LedgerBench bench = LedgerBench.versioned();
    private final Upload upload = bench.upload(KEY, "media");
    private final Claim claim = bench.started(upload, 1, "enc-1");
    private final End end = End.finished(
            "enc-1", "outputs verified", "FINISHED", List.of(), bench.clock().instant());
    private final SourceCleaner cleaner = new SourceCleaner(
            bench.s3(),
            new Sources(bench.s3(), bench.ledger(), Duration.ZERO),
            new Rivals(bench.ledger()),
            true,
            Duration.ZERO,
            bench.clock());

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void theNoteNamesTheDeleteMarker() {
        Note note = cleaner.clean(claim, end);

        assertThat(note.reason()).isEqualTo(Cleaned.DELETED);
        assertThat(bench.hasSource(KEY)).isFalse();
        assertThat(markers()).containsExactly(note.deleteMarker());
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY).versionId(note.deleteMarker()));
        assertThat(bench.headSource(KEY).versionId()).isEqualTo(upload.source().versionId());
    }

    @Test
    void theMarkerOfADeleteWhoseAnswerWasLostIsFound() {
        bench.tap().onOperation("DELETE " + KEY).loseReply();
        assertThatThrownBy(() -> cleaner.clean(claim, end)).isInstanceOf(SdkException.class);

        Note note = cleaner.clean(claim, end);

        assertThat(note.reason()).isEqualTo(Cleaned.GONE);
        assertThat(markers()).containsExactly(note.deleteMarker());
    }

    @Test
    void theNoteTellsOfADeleteThatWasGivenUp() {
        bench.tap().onOperation("DELETE " + KEY).answer(500, Map.of(), "");
        assertThatThrownBy(() -> cleaner.clean(claim, end)).isInstanceOf(SdkException.class);
        Note again = cleaner.clean(claim, end);

        assertThat(again.reason()).isEqualTo(Cleaned.DELETED + Cleaned.GIVEN_UP);
        assertThat(markers()).containsExactly(again.deleteMarker());
    }

    @Test
    void theNoteTellsOfADeleteThatWasGivenUpWhereAnotherUploadIsThereByThen() {
        bench.tap().onOperation("DELETE " + KEY).answer(500, Map.of(), "");
        assertThatThrownBy(() -> cleaner.clean(claim, end)).isInstanceOf(SdkException.class);
        bench.putSource(KEY, "media");

        assertThat(cleaner.clean(claim, end).reason()).isEqualTo(Cleaned.NEWER + Cleaned.GIVEN_UP);
    }

    /** One of them has put the marker that is found, and the other may put one later. */
    @Test
    void theNoteTellsOfASecondDeleteThatWasGivenUpWhereTheSourceIsGone() {
        bench.tap().onOperation("DELETE " + KEY).times(2).answer(500, Map.of(), "");
        assertThatThrownBy(() -> cleaner.clean(claim, end)).isInstanceOf(SdkException.class);
        assertThatThrownBy(() -> cleaner.clean(claim, end)).isInstanceOf(SdkException.class);
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY));

        Note note = cleaner.clean(claim, end);

        assertThat(note.reason()).isEqualTo(Cleaned.GONE + Cleaned.GIVEN_UP);
        assertThat(markers()).containsExactly(note.deleteMarker());
    }

    @ParameterizedTest
    @CsvSource({"403, AccessDenied", "503, SlowDown"})
    void aDeleteThatWasRefusedIsNotCarriedOutLate(int status, String code) {
        bench.tap()
                .onOperation("DELETE " + KEY)
                .answer(status, Map.of("Content-Type", "application/xml"), "<Error><Code>" + code + "</Code></Error>");
        assertThatThrownBy(() -> cleaner.clean(claim, end)).isInstanceOf(SdkException.class);

        assertThat(cleaner.clean(claim, end).reason()).isEqualTo(Cleaned.DELETED);
    }

    @Test
    void theMarkerOfADeleteThatHasOvertakenOursIsFound() {
        // the sandbox's store takes the delete of what is missing
        bench.tap().onOperation("DELETE " + KEY).answer(404, Map.of("Content-Type", "application/xml"), request -> {
            bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY));
            return "<Error><Code>NoSuchKey</Code></Error>";
        });

        Note note = cleaner.clean(claim, end);

        assertThat(note.reason()).isEqualTo(Cleaned.GONE);
        assertThat(markers()).containsExactly(note.deleteMarker());
    }

    @Test
    void aMarkerOnAnotherVersionThatIsOlderThanTheEndIsNotOurs() {
        bench.putSource(KEY, "newer");
        String marker = bench.behind()
                .deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY))
                .versionId();
        bench.nextSecond();
        bench.ledger().end(upload.id(), 1, end);

        Note note = cleaner.clean(claim, end);

        assertThat(note.reason()).isEqualTo(Cleaned.GONE);
        assertThat(note.deleteMarker()).isNull();
        assertThat(markers()).containsExactly(marker);
        assertThat(bench.hasSource(KEY)).isFalse();
    }

    @Test
    void aMarkerOnAnotherKeyIsNotOurs() {
        bench.putSource(KEY + ".bak", "media");
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY + ".bak"));
        String version = upload.source().versionId();
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY).versionId(version));

        Note note = cleaner.clean(claim, end);

        assertThat(note.reason()).isEqualTo(Cleaned.GONE);
        assertThat(note.deleteMarker()).isNull();
    }

    @Test
    void anotherVersionOfTheSameBytesStays() {
        bench.putSource(KEY, "media");

        assertThat(cleaner.clean(claim, end).reason()).isEqualTo(Cleaned.NEWER);

        assertThat(bench.hasSource(KEY)).isTrue();
        assertThat(markers()).isEmpty();
    }

    private List<String> markers() {
        return bench.behind().listObjectVersions(b -> b.bucket(LedgerBench.SOURCES)).deleteMarkers().stream()
                .filter(marker -> marker.key().equals(KEY))
                .map(DeleteMarkerEntry::versionId)
                .toList();
    }
}
