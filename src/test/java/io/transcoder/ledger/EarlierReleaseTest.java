package io.transcoder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.job.Admission;
import io.transcoder.job.Budget;
import io.transcoder.job.Decision;
import io.transcoder.job.Decision.Action;
import io.transcoder.job.Doubts;
import io.transcoder.job.Line;
import io.transcoder.job.Replay;
import io.transcoder.job.StaleOutputs;
import io.transcoder.job.StartTurn;
import io.transcoder.job.Starts;
import io.transcoder.job.view.JobList;
import io.transcoder.job.view.JobRecords;
import io.transcoder.job.view.JobSearch;
import io.transcoder.job.view.JobView;
import io.transcoder.job.view.SilentProgress;
import io.transcoder.job.view.Stage;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A ledger whose jobs an earlier release has begun, when ids came from events, a job had one marker and a skip no claim. Of the
 * uploads VX-1 is claimed, VX-2 encoding, VX-3 cleaned up, VX-4 failed, VX-5 skipped, VX-6 encoding in its second attempt, and VX-7
 * finished with its source still there.
 */
@Tag("slow")
class EarlierReleaseTest {
    private static final Map<Integer, String> IDS = Map.of(
            1, "c991e853d3d4f3e0-ba989430c0812bb4",
            2, "63f5c26ee30bdb95-7d6f006940352738",
            3, "f1abe49dde3103ac-e834d6c8920cbf21",
            4, "1f5ad86efba25e6b-11d515ffad831518",
            5, "5ef5c125a2e28802-171ee8e62ea8d5e0",
            6, "214ea9e57c80818b-6b9150b2e6818b67",
            7, "364b51d36229922d-444a897c86592133");

    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();
    private final Admission admission = new Admission(ledger);

    @BeforeEach
    void put() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("/ledger-of-an-earlier-release.json")) {
            new ObjectMapper()
                    .readValue(file, new TypeReference<Map<String, String>>() {})
                    .forEach(bench::put);
        }
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void anOpenJobIsFoundByItsOneMarkerAndIsAtItsLastAttempt() {
        Map<String, String> encodings = ledger.openMarkers().stream()
                .collect(Collectors.toMap(OpenMarker::jobId, marker -> {
                    JobHistory history = ledger.historyTo(marker);
                    return history.state() + " " + ledger.lastClaim(history).encodingId();
                }));

        assertThat(encodings)
                .containsOnly(
                        entry(IDS.get(1), "CLAIMED enc-1-1"),
                        entry(IDS.get(2), "STARTED enc-2-1"),
                        entry(IDS.get(6), "STARTED enc-6-2"),
                        entry(IDS.get(7), "ENDED enc-7-1"));
    }

    @Test
    void aClaimIsReadWithTheIdOfItsFolder() {
        Claim claim = ledger.claimOf(IDS.get(2), 1).orElseThrow();

        assertThat(claim.jobId()).isEqualTo(IDS.get(2));
        assertThat(claim.upload().key()).isEqualTo("in/VX-2.mxf");
        assertThat(claim.source()).isEqualTo(shown(2).source());
        assertThat(claim.isSkip()).isFalse();
        assertThat(claim.calls()).hasSize(1);
    }

    @Test
    void anOpenJobEndsAsItWas() {
        OpenMarker marker = marker(2);
        Claim claim = ledger.lastClaim(ledger.historyTo(marker));
        Instant at = bench.clock().instant();

        ledger.end(
                claim.jobId(),
                claim.attempt(),
                End.finished(claim.encodingId(), "outputs verified", "FINISHED", List.of(), at));
        ledger.recordCleaned(claim, new Ledger.Note(Cleaned.DELETED, at));
        ledger.close(marker);

        assertThat(ledger.history(IDS.get(2)).state()).isEqualTo(State.CLEANED);
        assertThat(ledger.openMarkers()).extracting(OpenMarker::jobId).doesNotContain(IDS.get(2));
    }

    @Test
    void aStartThatNobodyHasAnsweredForIsTakenOver() {
        Claim claim = ledger.claimOf(IDS.get(2), 1).orElseThrow();
        var starts = new Starts(
                ledger,
                new Budget(ledger, bench.clock(), OptionalInt.empty(), OptionalInt.empty()),
                new Instances(
                        bench.s3(), LedgerBench.OUTPUTS, LedgerBench.PREFIX, Duration.ofSeconds(20), bench.clock()),
                new StaleOutputs(ledger, bench.s3(), LedgerBench.OUTPUTS),
                new Doubts(bench.clock(), Duration.ofMinutes(1)),
                new Line(Line.NO_LIMIT, Map.of()),
                bench.clock(),
                Duration.ofMinutes(1),
                Duration.ofSeconds(20));

        StartTurn turn = starts.begin(new DefaultExchange(new DefaultCamelContext()), claim);

        assertThat(turn.kind()).isEqualTo(StartTurn.TurnKind.TAKEN_OVER);
        assertThat(turn.start().stale()).isEmpty();
    }

    @Test
    void aMessageForAnUploadThatIsClaimedGoesOnWithItsEncoding() {
        Decision decision = decide(1, Replay.NONE);

        assertThat(decision.action()).isEqualTo(Action.RESUME);
        assertThat(decision.claim().jobId()).isEqualTo(IDS.get(1));
        assertThat(decision.claim().encodingId()).isEqualTo("enc-1-1");
    }

    @Test
    void aMessageForAnUploadThatIsEncodingOrDoneIsDropped() {
        assertDropped();
    }

    @Test
    void itIsDroppedAlsoOnceTheLedgerSaysWhoseItIs() {
        bench.nextSecond();
        ledger.own();

        assertDropped();
        assertThat(decide(1, Replay.NONE).action()).isEqualTo(Action.RESUME);
    }

    private void assertDropped() {
        assertThat(decide(2, Replay.NONE)).isEqualTo(Decision.drop("encoding"));
        assertThat(decide(3, Replay.NONE)).isEqualTo(Decision.drop("finished"));
        assertThat(decide(4, Replay.NONE)).isEqualTo(Decision.drop("failed"));
        assertThat(decide(6, Replay.NONE)).isEqualTo(Decision.drop("encoding"));
        assertThat(decide(7, Replay.NONE)).isEqualTo(Decision.drop("finished"));
    }

    @Test
    void theLetterOfAFailedEncodingOpensAnAttemptOfAJobThatTheBucketNames() {
        var letter = new Replay(IDS.get(4), "enc-4-1", 1, null);

        assertThat(decide(4, letter)).isEqualTo(Decision.encode(1));
        assertThat(shown(4).id()).isNotEqualTo(IDS.get(4));
    }

    @Test
    void anotherUploadOfTheKeyIsEncoded() {
        Source before = shown(3).source();
        Upload again = LedgerBench.pointed("in/VX-3.mxf")
                .seenAs(new Source(before.eTag(), null, before.lastModified().plusSeconds(1), before.size()));

        assertThat(admission.decide(again, Replay.NONE)).isEqualTo(Decision.encode(1));
    }

    @Test
    void listsShowWhatBecameOfEachJob() {
        var list = new JobList(ledger, new SilentProgress());

        assertThat(list.since(Instant.EPOCH).stream().collect(Collectors.toMap(JobView::key, JobView::stage)))
                .containsOnly(
                        entry("in/VX-1.mxf", Stage.CLAIMED),
                        entry("in/VX-2.mxf", Stage.ENCODING),
                        entry("in/VX-3.mxf", Stage.CLEANED),
                        entry("in/VX-4.mxf", Stage.FAILED),
                        entry("in/VX-5.mxf", Stage.SKIPPED),
                        entry("in/VX-6.mxf", Stage.ENCODING),
                        entry("in/VX-7.mxf", Stage.FINISHED));
        assertThat(list.open()).extracting(JobView::id).containsOnly(IDS.get(1), IDS.get(2), IDS.get(6), IDS.get(7));
    }

    @Test
    void aJobIsFoundByWhatPeopleCallItAndEveryRecordIsShown() {
        var search = new JobSearch(ledger, LedgerBench.SOURCES);
        for (String name : List.of("VX-6", "VX-6.mxf", "in/VX-6.mxf", "enc-6-1", IDS.get(6))) {
            assertThat(search.find(name).jobs())
                    .as(name)
                    .extracting(JobHistory::jobId)
                    .containsExactly(IDS.get(6));
        }

        List<JobRecords.Entry> entries = new JobRecords(ledger).of(IDS.get(6));

        assertThat(entries)
                .extracting(entry -> entry.attempt() + " " + entry.part())
                .containsExactly("1 CLAIM", "1 START", "1 END", "2 CLAIM", "2 START");
        assertThat(entries.get(2).details()).containsEntry("reason", "the encoder says ERROR: broken input");
    }

    private Decision decide(int number, Replay replay) {
        return admission.decide(shown(number), replay);
    }

    /** The upload as the bucket shows it, which the claims say too. */
    private static Upload shown(int number) {
        return LedgerBench.pointed("in/VX-" + number + ".mxf")
                .seenAs(new Source(
                        "0000000000000000000000000000000" + number, null, Instant.parse("2026-11-24T06:00:00Z"), 5));
    }

    private OpenMarker marker(int number) {
        return ledger.openMarkers().stream()
                .filter(marker -> marker.jobId().equals(IDS.get(number)))
                .findFirst()
                .orElseThrow();
    }
}
