package io.transcoder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.upload.Upload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** By what the watcher finds an attempt; whatever the store carries out late, and however late. */
@Tag("slow")
class LedgerMarkerTest {
    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aClosedAttemptIsNotOpen() {
        ledger.open(upload, 1);

        ledger.close(bench.marker(upload, 1));

        assertThat(bench.open()).isEmpty();
    }

    @Test
    void theEndOfAnEarlierAttemptLeavesTheMarkerOfALaterOne() {
        ledger.open(upload, 1);
        ledger.open(upload, 2);

        ledger.close(bench.marker(upload, 1));

        assertThat(bench.open()).containsExactly(upload.id() + ".2");
    }

    @Test
    void aLatePutOfAnEarlierMarkerTouchesNothingOfTheLaterAttempt() {
        ledger.open(upload, 1);
        byte[] first = content(upload.id() + ".1");
        ledger.close(bench.marker(upload, 1));
        ledger.open(upload, 2);
        byte[] second = content(upload.id() + ".2");

        put(upload.id() + ".1", first);

        assertThat(content(upload.id() + ".2")).isEqualTo(second);
        ledger.close(bench.marker(upload, 1));
        assertThat(bench.open()).containsExactly(upload.id() + ".2");
    }

    @Test
    void aLateDeleteOfAnEarlierMarkerLeavesTheLaterOne() {
        ledger.open(upload, 1);
        OpenMarker first = bench.marker(upload, 1);
        ledger.close(first);
        ledger.open(upload, 2);

        ledger.close(first);

        assertThat(bench.open()).containsExactly(upload.id() + ".2");
    }

    @Test
    void aMarkerIsCreatedAndNeverChanged() {
        ledger.open(upload, 1);
        byte[] first = content(upload.id() + ".1");
        Upload pointedAtAgain =
                new Upload(upload.bucket(), upload.key(), null, 9, null, null, null, upload.event() + " ", null);

        ledger.open(pointedAtAgain.seenAs(upload.source()), 1);

        assertThat(content(upload.id() + ".1")).isEqualTo(first);
        assertThat(bench.tap().calls())
                .filteredOn(call -> call.operation().startsWith("PUT " + LedgerBench.PREFIX + "open/"))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.headers()).containsEntry("if-none-match", "*"));
    }

    @Test
    void closingTwiceDoesNoHarm() {
        ledger.open(upload, 1);
        OpenMarker marker = bench.marker(upload, 1);

        ledger.close(marker);
        ledger.close(marker);

        assertThat(bench.open()).isEmpty();
    }

    @Test
    void aMarkerOfAnEarlierReleaseIsForTheLastAttemptAndIsClosed() {
        bench.started(upload, 1, "enc-1");
        ledger.close(bench.marker(upload, 1));
        put(upload.id(), "1".getBytes(StandardCharsets.UTF_8));

        List<OpenMarker> markers = ledger.openMarkers();

        assertThat(markers).singleElement().satisfies(marker -> {
            assertThat(marker.jobId()).isEqualTo(upload.id());
            assertThat(marker.attempt()).isZero();
            assertThat(ledger.historyTo(marker).state()).isEqualTo(State.STARTED);
            assertThat(ledger.openUpload(marker)).isEmpty();
        });
        ledger.close(markers.get(0));
        assertThat(ledger.openMarkers()).isEmpty();
    }

    @Test
    void aMarkerIsForNoLaterAttempt() {
        bench.started(upload, 1, "enc-1");
        bench.claimed(upload, 2, "enc-2");

        JobHistory history = ledger.historyTo(bench.marker(upload, 1));

        assertThat(history.attempt()).isEqualTo(1);
        assertThat(history.state()).isEqualTo(State.STARTED);
        assertThat(history.followed()).isTrue();
        assertThat(ledger.lastClaim(history).encodingId()).isEqualTo("enc-1");
    }

    @Test
    void aMarkerTellsWhatItIsAboutBeforeAnybodyHasClaimedTheAttempt() {
        ledger.open(upload, 1);

        assertThat(ledger.openUpload(bench.marker(upload, 1))).contains(upload);
    }

    @Test
    void theOldestMarkerComesFirstByTheStoresClock() {
        Upload other = bench.upload("in/VX-8.mxf", "media");
        ledger.open(upload, 1);
        bench.nextSecond();
        ledger.open(other, 1);

        assertThat(bench.open()).containsExactly(upload.id() + ".1", other.id() + ".1");
    }

    @Test
    void whatIsNoMarkerIsLeftAlone() {
        put("README", new byte[0]);
        put(upload.id() + ".x", new byte[0]);

        assertThat(ledger.openMarkers()).isEmpty();
    }

    private byte[] content(String marker) {
        S3Client s3 = bench.behind();
        return s3.getObjectAsBytes(b -> b.bucket(LedgerBench.OUTPUTS).key("_jobs/open/" + marker))
                .asByteArray();
    }

    private void put(String marker, byte[] content) {
        bench.behind()
                .putObject(
                        b -> b.bucket(LedgerBench.OUTPUTS).key("_jobs/open/" + marker), RequestBody.fromBytes(content));
    }
}
