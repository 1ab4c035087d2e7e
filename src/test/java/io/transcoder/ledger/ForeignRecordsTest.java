package io.transcoder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Owner;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Upload;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records that this installation does not write are not acted on, whoever put them there. */
@Tag("slow")
class ForeignRecordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");
    private final Claim sound = LedgerBench.claim(upload, 1, "enc-1");

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aRecordOfThisInstallationIsRead() throws Exception {
        put(record -> {});

        assertThat(ledger.claimOf(upload.id(), 1)).contains(sound);
    }

    @Test
    void aRecordOfAnotherSourceBucketIsRefused() throws Exception {
        String event = S3Events.put("other-in", "in/VX-7.mxf").json();

        put(record -> record.putObject("upload").put("key", "in/VX-7.mxf").put("event", event));

        assertRefused("another bucket");
    }

    @Test
    void aRecordOfAnotherKeyIsRefused() throws Exception {
        String event = S3Events.put(LedgerBench.SOURCES, "in/VX-8.mxf").json();

        put(record -> record.putObject("upload").put("key", "in/VX-8.mxf").put("event", event));

        assertRefused("its upload is another one");
    }

    @Test
    void aRecordOfAnotherUploadOfTheKeyIsRefused() throws Exception {
        put(record -> ((ObjectNode) record.get("source")).put("eTag", "another"));

        assertRefused("its upload is another one");
    }

    @Test
    void aRecordThatDoesNotSayWhichUploadItIsAboutIsRefused() throws Exception {
        put(record -> record.putNull("source"));

        assertRefused("its upload is another one");
    }

    @Test
    void aRecordOfAnotherJobIsRefused() throws Exception {
        put(record -> record.put("jobId", upload.keyHash() + "-0123456789abcdef"));

        assertRefused("it is of another job");
    }

    @Test
    void aRecordOfAnotherAttemptIsRefused() throws Exception {
        put(record -> record.put("attempt", 2));

        assertRefused("it is of another job");
    }

    @Test
    void aRecordWithoutAnEncodingIsRefused() throws Exception {
        put(record -> record.putNull("encodingId"));

        assertRefused("it names no encoding");
    }

    @Test
    void aRecordWhoseEncodingIsNoIdIsRefused() throws Exception {
        put(record -> record.put("encodingId", "../../infrastructure"));

        assertRefused("it names no encoding");
    }

    @Test
    void anOutputInTheLedgerIsRefused() throws Exception {
        put(record -> output(record, "_jobs/installation/VX-7.mxf"));

        assertRefused("its output is none of its upload");
    }

    @Test
    void anOutputOfAnotherNameIsRefused() throws Exception {
        put(record -> output(record, "out/VX-8.mxf_bitmovin.mp4"));

        assertRefused("its output is none of its upload");
    }

    @Test
    void whereSourcesAndOutputsShareABucketAnOutputOnTheSourceIsRefused() throws Exception {
        var shared = new Owner(LedgerBench.OUTPUTS, LedgerBench.OUTPUTS);
        Upload there = LedgerBench.pointed(LedgerBench.OUTPUTS, "in/VX-7.mxf").seenAs(upload.source());
        Claim claim = LedgerBench.claim(there, 1, "enc-1", List.of(new Output("in/VX-7.mxf", "mp4/1")));
        bench.put(claim, "claim", claim);

        assertThatExceptionOfType(ForeignLedgerException.class)
                .isThrownBy(() -> bench.ledger(shared).claimOf(claim.jobId(), 1))
                .withMessageContaining("its output is none of its upload");
    }

    @Test
    void nobodyClaimsAnAttemptWhoseRecordIsForeign() throws Exception {
        put(record -> output(record, "out/VX-8.mxf_bitmovin.mp4"));

        assertThatExceptionOfType(ForeignLedgerException.class).isThrownBy(() -> ledger.claim(sound));
        assertThatExceptionOfType(ForeignLedgerException.class)
                .isThrownBy(() -> ledger.lastClaim(ledger.history(upload.id())));
    }

    @Test
    void aClaimThatNobodyCouldReadIsNotWritten() {
        Upload there = bench.upload("incoming/", "media");
        Claim claim = LedgerBench.claim(there, 1, "enc-1", List.of(new Output("out/_bitmovin.mp4", "mp4/1")));

        assertThatIllegalStateException()
                .isThrownBy(() -> ledger.claim(claim))
                .withMessageContaining("mam-in/incoming/")
                .withMessageContaining("out/_bitmovin.mp4");

        assertThat(ledger.history(there.id()).state()).isEqualTo(State.NEW);
    }

    @Test
    void theLedgerOfAnotherInstallationIsRefused() {
        ledger.own();

        for (Owner other :
                List.of(new Owner("other-in", LedgerBench.OUTPUTS), new Owner(LedgerBench.SOURCES, "other-out"))) {
            assertThatExceptionOfType(ForeignLedgerException.class)
                    .isThrownBy(() -> bench.ledger(other).own())
                    .withMessageContaining("s3://mam-out/_jobs/")
                    .withMessageContaining("source.bucket mam-in")
                    .withMessageContaining("output.bucket mam-out")
                    .withMessageContaining(other.sourceBucket())
                    .withMessageContaining(other.outputBucket());
        }
    }

    @Test
    void nothingIsOpenedInTheLedgerOfAnotherInstallation() {
        ledger.own();

        assertThatExceptionOfType(ForeignLedgerException.class)
                .isThrownBy(() ->
                        bench.ledger(new Owner("other-in", LedgerBench.OUTPUTS)).open(upload, 1));

        assertThat(bench.open()).isEmpty();
    }

    @Test
    void anotherInstanceOfTheSameInstallationSharesTheLedger() {
        ledger.own();

        bench.ledger(LedgerBench.OWNER).open(upload, 1);

        assertThat(bench.open()).containsExactly(upload.id() + ".1");
    }

    @Test
    void whoOpensTheFirstAttemptSaysWhoseLedgerItIs() {
        assertThat(ledger.isOwned()).isFalse();

        ledger.open(upload, 1);

        assertThat(ledger.isOwned()).isTrue();
    }

    private void put(Consumer<ObjectNode> change) throws Exception {
        ObjectNode record = (ObjectNode) JSON.readTree(LedgerBench.json(sound));
        change.accept(record);
        bench.put(upload.id() + "/1.claim", record.toString());
    }

    private static void output(ObjectNode record, String key) {
        record.putArray("outputs").addObject().put("key", key).put("muxing", "mp4/1");
    }

    private void assertRefused(String why) {
        assertThatExceptionOfType(ForeignLedgerException.class)
                .isThrownBy(() -> ledger.claimOf(upload.id(), 1))
                .withMessageContaining("s3://mam-out/_jobs/" + upload.id() + "/1.claim")
                .withMessageContaining(why);
    }
}
