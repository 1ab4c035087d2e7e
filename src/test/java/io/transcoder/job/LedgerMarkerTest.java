package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.SandboxStore;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerMarkerTest {
    private static final String BUCKET = "jobs";

    private SandboxStore store;
    private Ledger ledger;
    private Upload upload;

    @BeforeAll
    void start() {
        store = SandboxStore.start();
        store.createBucket(BUCKET);
        store.createBucket("mam-in");
        ledger =
                new Ledger(store.client(), BUCKET, "_jobs/", LedgerJson.mapper(new S3EventReader()), Clock.systemUTC());
    }

    @AfterAll
    void stop() {
        store.close();
    }

    @BeforeEach
    void upload() {
        List<String> events = new ArrayList<>();
        store.onObjectCreated("mam-in", events::add);
        store.client().putObject(b -> b.bucket("mam-in").key("in/VX-7.mxf"), RequestBody.fromString("media"));
        upload = new S3EventReader().read(events.get(0)).uploads().get(0);
    }

    @Test
    void aClosedJobIsNotOpen() {
        ledger.open(upload.id(), 1);

        ledger.close(upload.id(), claim(1));

        assertThat(open()).doesNotContain(upload.id());
    }

    @Test
    void theEndOfAnEarlierAttemptLeavesTheMarkerOfALaterOne() {
        ledger.open(upload.id(), 1);
        ledger.open(upload.id(), 2);

        ledger.close(upload.id(), claim(1));

        assertThat(open()).contains(upload.id());
    }

    @Test
    void theLaterAttemptTakesItsMarkerAway() {
        ledger.open(upload.id(), 1);
        ledger.open(upload.id(), 2);

        ledger.close(upload.id(), claim(2));

        assertThat(open()).doesNotContain(upload.id());
    }

    @Test
    void aJobThatWasSkippedBeforeItsFirstAttemptIsClosed() {
        ledger.open(upload.id(), 1);

        ledger.close(upload.id(), null);

        assertThat(open()).doesNotContain(upload.id());
    }

    @Test
    void aMarkerThatNamesNoAttemptIsClosed() {
        store.client().putObject(b -> b.bucket(BUCKET).key("_jobs/open/" + upload.id()), RequestBody.empty());

        ledger.close(upload.id(), claim(1));

        assertThat(open()).doesNotContain(upload.id());
    }

    @Test
    void closingTwiceDoesNoHarm() {
        ledger.open(upload.id(), 1);

        ledger.close(upload.id(), claim(1));
        ledger.close(upload.id(), claim(1));

        assertThat(open()).doesNotContain(upload.id());
    }

    private Claim claim(int attempt) {
        return new Claim(upload, attempt, "mp4", "enc-1", List.of(), Map.of(), null, Instant.EPOCH, 0, List.of());
    }

    private List<String> open() {
        return ledger.openMarkers().stream().map(Ledger.OpenMarker::jobId).toList();
    }
}
