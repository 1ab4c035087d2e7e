package io.transcoder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.job.Admission;
import io.transcoder.job.Decision;
import io.transcoder.job.Doubts;
import io.transcoder.job.Replay;
import io.transcoder.job.view.JobList;
import io.transcoder.job.view.JobRecords;
import io.transcoder.job.view.JobSearch;
import io.transcoder.job.view.JobView;
import io.transcoder.job.view.SilentProgress;
import io.transcoder.job.view.Stage;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Reservation;
import io.transcoder.ledger.records.Start;
import io.transcoder.ledger.s3.Outbox;
import io.transcoder.mam.MamNotice;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import io.transcoder.watch.Endings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A ledger of November 2026, which every later release has to go on with. Of the uploads VX-1 is claimed, VX-2 held, VX-3 encoding,
 * VX-4 finished with its source still there, VX-5 cleaned up and billed, VX-6 failed, billed as unknown and to be told to the MAM,
 * VX-7 skipped, VX-8 encoding in an attempt that an operator ordered, and VX-9 to be stopped.
 */
@Tag("slow")
class KeptLedgerTest {
    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();

    @BeforeEach
    void put() throws IOException {
        try (InputStream file = getClass().getResourceAsStream("/ledger-of-november-2026.json")) {
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
    void itIsOurs() {
        assertThat(ledger.isOwned()).isTrue();
        ledger.own();
    }

    @Test
    void listsShowWhereEachJobIs() {
        List<JobView> all = new JobList(ledger, new SilentProgress()).since(Instant.EPOCH);

        assertThat(all.stream().collect(Collectors.toMap(JobView::key, JobView::stage)))
                .containsOnly(
                        entry("in/VX-1.mxf", Stage.CLAIMED),
                        entry("in/night/VX-2.mxf", Stage.HELD),
                        entry("in/VX-3.mxf", Stage.ENCODING),
                        entry("in/VX-4.mxf", Stage.FINISHED),
                        entry("in/VX-5.mxf", Stage.CLEANED),
                        entry("in/VX-6.mxf", Stage.FAILED),
                        entry("in/VX-7.mxf", Stage.SKIPPED),
                        entry("in/VX-8.mxf", Stage.ENCODING),
                        entry("in/VX-9.mxf", Stage.ENCODING));
        assertThat(all)
                .extracting(JobView::id)
                .containsOnlyOnceElementsOf(
                        all.stream().map(view -> shown(number(view.key())).id()).toList());
        assertThat(all)
                .filteredOn(view -> view.stage() == Stage.HELD)
                .singleElement()
                .satisfies(held -> assertThat(held.reason()).isEqualTo("paused: the night shift decides"));
    }

    @Test
    void everyRecordOfAJobIsShown() {
        assertThat(records(5))
                .extracting(record -> record.attempt() + " " + record.part())
                .containsExactly("1 CLAIM", "1 START", "1 ACCEPTED", "1 END", "1 CLEAN", "1 BILL");
        assertThat(details(5, Part.BILL)).containsEntry("billableMinutes", 12.5);
        assertThat(details(5, Part.CLEAN)).containsEntry("reason", Cleaned.DELETED);
        assertThat(details(5, Part.END)).containsEntry("outcome", "FINISHED").containsKeys("sizes", "calls");
        assertThat(details(6, Part.BILL)).containsEntry("billableMinutes", "unknown");
        assertThat(details(6, Part.END)).containsEntry("code", 2100).containsEntry("retryHint", "NO_RETRY");
        assertThat(details(7, Part.CLAIM)).containsEntry("skipped", "superseded");
        assertThat(details(8, Part.RETRY)).containsEntry("by", "ann@desk");
        assertThat(details(9, Part.STOP)).containsEntry("reason", "wrong title");
    }

    @Test
    void jobsAreFoundByNameAndEncoding() {
        var search = new JobSearch(ledger, LedgerBench.SOURCES);

        for (String name : List.of("VX-8", "in/VX-8.mxf", "enc-8-2", shown(8).id())) {
            assertThat(search.find(name).jobs())
                    .as(name)
                    .extracting(JobHistory::jobId)
                    .containsExactly(shown(8).id());
        }
    }

    @Test
    void aMessageOfEachUploadIsDecidedOn() {
        assertThat(decide(1, Replay.NONE).claim().encodingId()).isEqualTo("enc-1-1");
        assertThat(decide(2, Replay.NONE).claim().encodingId()).isEqualTo("enc-2-1");
        assertThat(decide(3, Replay.NONE)).isEqualTo(Decision.drop("encoding"));
        assertThat(decide(4, Replay.NONE)).isEqualTo(Decision.drop("finished"));
        assertThat(decide(5, Replay.NONE)).isEqualTo(Decision.drop("finished"));
        assertThat(decide(6, Replay.NONE)).isEqualTo(Decision.drop("failed"));
        assertThat(decide(6, new Replay(shown(6).id(), "enc-6-1", 1, null))).isEqualTo(Decision.encode(2));
        assertThat(decide(7, Replay.NONE)).isEqualTo(Decision.encode(2));
        assertThat(decide(8, new Replay(shown(8).id(), "enc-8-1", 1, null))).isEqualTo(Decision.drop("encoding"));
        assertThat(decide(9, Replay.NONE)).isEqualTo(Decision.drop("encoding"));
    }

    @Test
    void theWatcherGoesOnWithWhatIsOpen() {
        Map<String, String> open = ledger.openMarkers().stream().collect(Collectors.toMap(OpenMarker::name, marker -> {
            JobHistory history = ledger.historyTo(marker);
            return history.state() + " " + ledger.lastClaim(history).encodingId();
        }));
        assertThat(open)
                .containsOnly(
                        entry(shown(1).id() + ".1", "CLAIMED enc-1-1"),
                        entry(shown(2).id() + ".1", "CLAIMED enc-2-1"),
                        entry(shown(3).id() + ".1", "STARTED enc-3-1"),
                        entry(shown(4).id() + ".1", "ENDED enc-4-1"),
                        entry(shown(8).id() + ".2", "STARTED enc-8-2"),
                        entry(shown(9).id() + ".1", "STARTED enc-9-1"));

        Claim claim = ledger.claimOf(shown(3).id(), 1).orElseThrow();
        assertThat(claim.source()).isEqualTo(shown(3).source());
        assertThat(claim.priority()).isEqualTo(70);
        assertThat(ledger.isAccepted(claim)).isTrue();
        assertThat(ledger.startOf(claim).orElseThrow().stale())
                .extracting(Start.Stale::key)
                .containsExactly("out/VX-3.mxf_bitmovin.mp4");
        Instant now = bench.clock().instant();
        ledger.end(claim.jobId(), 1, End.finished("enc-3-1", "outputs verified", "FINISHED", List.of(), now));
        ledger.recordCleaned(claim, new Note(Cleaned.DELETED, now));
        ledger.close(OpenMarker.of(claim));
        assertThat(ledger.history(claim.jobId()).state()).isEqualTo(State.CLEANED);
    }

    @Test
    void whatIsToBeStoppedEndsAsSkipped() {
        assertThat(ledger.orderBook().read().isToStop(new OpenMarker(shown(9).id(), 1, null)))
                .isTrue();
        Claim claim = ledger.claimOf(shown(9).id(), 1).orElseThrow();

        End end = new Endings(
                        ledger,
                        new Doubts(bench.clock(), Duration.ofMinutes(1)),
                        bench.clock(),
                        2,
                        Duration.ofMinutes(1))
                .skipped(claim, null, List.of());

        assertThat(end.reason()).isEqualTo("wrong title");
    }

    @Test
    void ordersStandAndAPauseCanBeTakenBack() {
        Orders orders = ledger.orderBook().read();
        Hold night = orders.holds().get(0);

        assertThat(orders.holds()).hasSize(1);
        assertThat(orders.holdOn("in/night/new.mxf", new OpenMarker("a", 1, null)))
                .contains(night);
        assertThat(orders.isReleased(new OpenMarker(shown(2).id(), 1, null))).isTrue();
        assertThat(ledger.orderBook().obeying(night)).containsExactly("instance-1");
        ledger.orderBook().resume(night, Note.of("bob", null, bench.clock().instant()));
        assertThat(ledger.orderBook().read().holds()).isEmpty();
    }

    @Test
    void anOutputIsTakenAsLongAsItsHolderIsNotOver() {
        Claim rival = LedgerBench.claim(shown(1), 1, "enc-1-1");

        Reservation held = ledger.reserve("out/VX-3.mxf_bitmovin.mp4", rival);

        assertThat(held.jobId()).isEqualTo(shown(3).id());
        ledger.release("out/VX-3.mxf_bitmovin.mp4", held);
        assertThat(ledger.reserve("out/VX-3.mxf_bitmovin.mp4", rival).jobId()).isEqualTo(shown(1).id());
    }

    @Test
    void billsAreSummedAndThoseThatAreDueAreAskedFor() {
        assertThat(ledger.bills().in("2026-11"))
                .extracting(Bill::jobId, Bill::minutes, Bill::outcome)
                .containsExactlyInAnyOrder(
                        tuple(shown(5).id(), 12.5, "finished"), tuple(shown(6).id(), null, "failed"));
        assertThat(ledger.bills().due())
                .extracting(Bill::attempt)
                .containsExactlyInAnyOrder(
                        shown(3).id() + ".1",
                        shown(4).id() + ".1",
                        shown(8).id() + ".1",
                        shown(8).id() + ".2",
                        shown(9).id() + ".1");
        assertThat(ledger.bills().due()).extracting(Bill::known).containsOnly(3.25);
    }

    @Test
    void theMamIsStillToBeToldAndWasTold() {
        var outbox = new Outbox<>(bench.records(), LedgerBench.PREFIX + "failures", MamNotice.class);

        Instant failed = Instant.parse("2026-11-29T06:10:10.123Z");
        String waiting = MamNotice.name(shown(6).id(), 1, failed);
        assertThat(outbox.waiting()).containsExactly(waiting);
        assertThat(outbox.read(waiting).orElseThrow().reason()).contains("no such track");
        assertThat(outbox.receipt(MamNotice.name(shown(8).id(), 1, failed))
                        .orElseThrow()
                        .warning())
                .get()
                .asString()
                .contains("the MAM's job VX-501 was aborted at 2026-11-29T06:40:10.123Z");
    }

    private List<JobRecords.Entry> records(int number) {
        return new JobRecords(ledger).of(shown(number).id());
    }

    private Map<String, Object> details(int number, Part part) {
        return records(number).stream()
                .filter(record -> record.part() == part)
                .findFirst()
                .orElseThrow()
                .details();
    }

    private Decision decide(int number, Replay replay) {
        return new Admission(ledger).decide(shown(number), replay);
    }

    private static int number(String key) {
        return Integer.parseInt(key.replaceAll("\\D", ""));
    }

    /** The upload as the bucket shows it. */
    private static Upload shown(int number) {
        return LedgerBench.pointed((number == 2 ? "in/night/VX-" : "in/VX-") + number + ".mxf")
                .seenAs(new Source(
                        "0000000000000000000000000000000" + number,
                        number == 5 ? "version-5" : null,
                        Instant.parse("2026-11-29T06:00:00Z"),
                        5));
    }
}
