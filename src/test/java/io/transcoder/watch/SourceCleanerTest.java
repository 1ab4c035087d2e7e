package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.job.Rivals;
import io.transcoder.job.Sources;
import io.transcoder.ledger.ForeignLedgerException;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;

/** When the source of a verified output is deleted, and when it stays. */
@Tag("slow")
class SourceCleanerTest {
    private static final String KEY = "in/VX-7.mxf";
    private static final Duration GRACE = Duration.ofHours(1);
    private static final String DELETE = "DELETE " + KEY;

    private final LedgerBench bench = LedgerBench.start();
    private final Upload upload = bench.upload(KEY, "media");
    private final Claim claim = bench.started(upload, 1, "enc-1");
    private final SourceCleaner cleaner = cleaner(true);

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void theUploadThatWasEncodedIsDeleted() {
        assertThat(clean()).isEqualTo(Cleaned.DELETED);

        assertThat(bench.hasSource(KEY)).isFalse();
        assertThat(bench.tap().operations()).containsOnlyOnce(DELETE);
    }

    @Test
    void itStaysUntilTheGraceIsOver() {
        End end = finished();
        assertThat(cleaner.due(end)).isEqualTo(bench.clock().instant().plus(GRACE));

        bench.clock().passes(GRACE.minusMillis(1));
        assertThat(cleaner.clean(claim, end)).isNull();
        assertThat(bench.hasSource(KEY)).isTrue();

        bench.clock().passes(Duration.ofMillis(1));
        assertThat(cleaner.clean(claim, end).reason()).isEqualTo(Cleaned.DELETED);
    }

    @Test
    void theSameBytesUploadedAgainAreAnotherUploadAndStay() {
        bench.nextSecond();
        bench.putSource(KEY, "media");
        assertThat(bench.headSource(KEY).eTag()).contains(upload.source().eTag());

        assertThat(clean()).isEqualTo(Cleaned.NEWER);

        assertThat(bench.hasSource(KEY)).isTrue();
    }

    @Test
    void otherBytesStay() {
        bench.putSource(KEY, "newer");

        assertThat(clean()).isEqualTo(Cleaned.NEWER);

        assertThat(bench.hasSource(KEY)).isTrue();
    }

    @Test
    void otherBytesThatComeBetweenTheLookAndTheDeleteStay() {
        bench.tap().onOperation(DELETE).before(() -> bench.putSource(KEY, "newer"));

        assertThat(clean()).isEqualTo(Cleaned.NEWER);

        assertThat(bench.hasSource(KEY)).isTrue();
    }

    @Test
    void whileAnotherUploadOfTheKeyIsOpenItStays() {
        Source shown = upload.source();
        Upload other =
                upload.seenAs(new Source("other", null, shown.lastModified().minusSeconds(60), 9));
        bench.ledger().open(other, 1);
        End end = finished();
        bench.clock().passes(GRACE);

        assertThat(cleaner.clean(claim, end)).as("not time yet").isNull();
        assertThat(bench.hasSource(KEY)).isTrue();

        bench.ledger().close(new OpenMarker(other.id(), 1, null));
        assertThat(cleaner.clean(claim, end).reason()).isEqualTo(Cleaned.DELETED);
    }

    @Test
    void aLookThatTookLongIsNotTrusted() {
        bench.tap().onOperation("HEAD " + KEY).after(() -> bench.clock().passes(Duration.ofSeconds(6)));
        End end = finished();
        bench.clock().passes(GRACE);

        assertThatThrownBy(() -> cleaner.clean(claim, end)).isInstanceOf(SdkException.class);
        assertThat(bench.hasSource(KEY)).isTrue();

        assertThat(cleaner.clean(claim, end).reason()).isEqualTo(Cleaned.DELETED);
    }

    @Test
    void aDeleteOfWhichNothingIsKnownIsNotRepeatedWithoutALook() {
        bench.tap().onOperation(DELETE).loseReply();
        End end = finished();
        bench.clock().passes(GRACE);

        assertThatThrownBy(() -> cleaner.clean(claim, end)).isInstanceOf(SdkException.class);
        assertThat(bench.tap().operations()).containsOnlyOnce(DELETE);

        assertThat(cleaner.clean(claim, end).reason()).isEqualTo(Cleaned.GONE);
        assertThat(bench.tap().operations()).containsOnlyOnce(DELETE);
    }

    @Test
    void aStoreThatDoesNotShowTheSourceIsNotAskedToDeleteIt() {
        bench.tap().onOperation("HEAD " + KEY).always().answer(403, Map.of(), "");
        End end = finished();
        bench.clock().passes(GRACE);

        assertThatThrownBy(() -> cleaner.clean(claim, end)).isInstanceOf(SdkException.class);
        assertThat(bench.tap().operations()).doesNotContain(DELETE);
    }

    @Test
    void whatIsGoneAlreadyIsNoted() {
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY));

        assertThat(clean()).isEqualTo(Cleaned.GONE);
    }

    @Test
    void whereSourcesAreKeptOnPurposeItStays() {
        bench.clock().passes(GRACE);

        assertThat(cleaner(false).clean(claim, finished()).reason()).isEqualTo(Cleaned.KEPT_ON_PURPOSE);
        assertThat(bench.hasSource(KEY)).isTrue();
    }

    @Test
    void anOutputThatNobodyLookedIntoWithTheEncodersWordKeepsItsSource() {
        End lost = End.finished(
                "enc-1",
                "the outputs are there",
                "LOST",
                List.of(),
                bench.clock().instant());
        bench.clock().passes(GRACE);

        assertThat(cleaner.clean(claim, lost).reason()).isEqualTo(Cleaned.NOT_LOOKED_INTO);
        assertThat(bench.hasSource(KEY)).isTrue();
    }

    @Test
    void whatIsNotFinishedKeepsItsSourceAloud() {
        Instant at = bench.clock().instant();
        bench.clock().passes(GRACE);

        assertThatIllegalStateException()
                .isThrownBy(() -> cleaner.clean(claim, End.failed(End.ENCODING_FAILED, "enc-1", "no", at)));
        assertThatIllegalStateException()
                .isThrownBy(() -> cleaner.clean(claim, End.skipped("enc-1", "superseded", at)));
        assertThatIllegalStateException().isThrownBy(() -> cleaner.clean(claim, null));
        assertThat(bench.hasSource(KEY)).isTrue();
    }

    @Test
    void aRecordOfAnotherBucketDoesNotReachTheCleaner() {
        bench.behind().createBucket(b -> b.bucket("other-in"));
        bench.behind().putObject(b -> b.bucket("other-in").key(KEY), RequestBody.fromString("media"));
        Upload foreign = LedgerBench.pointed("other-in", KEY).seenAs(upload.source());
        Claim written = LedgerBench.claim(foreign, 1, "enc-1");
        bench.put(written, "claim", written);

        assertThatExceptionOfType(ForeignLedgerException.class)
                .isThrownBy(() -> bench.ledger().lastClaim(bench.ledger().history(foreign.id())))
                .withMessageContaining("another bucket");
    }

    private SourceCleaner cleaner(boolean delete) {
        return new SourceCleaner(
                bench.s3(),
                new Sources(bench.s3(), bench.ledger(), Duration.ZERO),
                new Rivals(bench.ledger()),
                delete,
                GRACE,
                bench.clock());
    }

    private String clean() {
        End end = finished();
        bench.clock().passes(GRACE);
        return cleaner.clean(claim, end).reason();
    }

    private End finished() {
        return End.finished(
                "enc-1",
                "outputs verified",
                "FINISHED",
                List.of(),
                bench.clock().instant());
    }
}
