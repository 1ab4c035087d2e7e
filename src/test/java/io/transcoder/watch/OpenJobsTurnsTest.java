package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.job.Line;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is blocked or fails in every round takes no place from what could go on. A round has a budget of 40 jobs. */
@Tag("slow")
class OpenJobsTurnsTest {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int BUDGET = 40;
    private static final int A_SHARE = 5;

    private final LedgerBench bench = LedgerBench.start();
    private final OpenJobs openJobs = alone();
    private int number;

    @AfterEach
    void stop() {
        bench.close();
    }

    private OpenJobs alone() {
        var instance = new Instances(bench.s3(), LedgerBench.OUTPUTS, "_jobs/", Duration.ofHours(1), bench.clock());
        instance.beat();
        bench.clock().passes(Duration.ofHours(1));
        instance.beat();
        return WatchBench.openJobs(
                bench,
                bench.ledger(),
                instance,
                new Line(Line.NO_LIMIT, Map.of()),
                new Progress(bench.clock(), Duration.ofHours(6)),
                PERIOD);
    }

    @Test
    void sevenThatAreBlockedDoNotKeepThirtySevenOthersFromTheirStart() {
        List<OpenMarker> waiting = claimed(44);
        Set<OpenMarker> seen = new HashSet<>();
        // after the first one a part of each round is for those that were called before
        int rounds = 1 + 13;

        for (int round = 0; round < rounds; round++) {
            List<OpenMarker> looked = openJobs.round();
            assertThat(looked).hasSize(A_SHARE);
            seen.addAll(looked);
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(waiting);
    }

    @Test
    void dueOnesThatFailInEachRoundDoNotKeepCompleteOnesOut() {
        List<OpenMarker> due = resting(100);
        List<OpenMarker> atWork = started(60);
        List<OpenMarker> complete = atWork.subList(20, 23);
        complete.forEach(this::writeOutput);

        List<OpenMarker> first = openJobs.round();

        assertThat(first).hasSize(BUDGET).containsAll(complete);
        Set<OpenMarker> seen = new HashSet<>(first);
        for (int round = 0; round < 12; round++) {
            assertThat(openJobs.round()).hasSize(BUDGET).containsAll(complete);
        }
        for (int round = 0; round < 12; round++) {
            seen.addAll(openJobs.round());
        }
        assertThat(seen).containsAll(due).containsAll(atWork);
    }

    @Test
    void completeOnesThatFailInEachRoundDoNotKeepTheOthersOut() {
        List<OpenMarker> due = resting(10);
        List<OpenMarker> atWork = started(70);
        atWork.subList(0, 60).forEach(this::writeOutput);
        Set<OpenMarker> seen = new HashSet<>();

        for (int round = 0; round < 3; round++) {
            List<OpenMarker> looked = openJobs.round();
            assertThat(looked).hasSize(BUDGET).doesNotHaveDuplicates();
            seen.addAll(looked);
        }

        assertThat(seen).containsAll(due).containsAll(atWork);
    }

    @Test
    void aMarkerWithoutAClaimDoesNotKeepTheOthersOut() {
        List<OpenMarker> unclaimed = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            bench.put("open/" + upload().id() + ".1", "{}");
        }
        bench.ledger().openMarkers().forEach(unclaimed::add);
        List<OpenMarker> atWork = started(10);
        Set<OpenMarker> seen = new HashSet<>();

        for (int round = 0; round < 4; round++) {
            seen.addAll(openJobs.round());
        }

        assertThat(seen).containsAll(unclaimed).containsAll(atWork);
    }

    /** Started ones that have been looked at and have nothing to do before a time that has come. */
    private List<OpenMarker> resting(int jobs) {
        List<OpenMarker> markers = started(jobs);
        while (openJobs.count(OpenJobState.ENCODING) < jobs) {
            openJobs.round();
        }
        markers.forEach(marker -> openJobs.rest(marker, bench.clock().instant()));
        return markers;
    }

    private List<OpenMarker> claimed(int jobs) {
        return jobs(jobs, false);
    }

    private List<OpenMarker> started(int jobs) {
        return jobs(jobs, true);
    }

    private List<OpenMarker> jobs(int jobs, boolean started) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < jobs; i++) {
            Upload upload = upload();
            Claim claim = LedgerBench.claim(upload, 1, "enc-" + number);
            bench.put(claim, "claim", claim);
            if (started) {
                bench.put(claim, "start", Map.of("maker", "test", "at", Instant.EPOCH));
            }
            bench.put("open/" + upload.id() + ".1", "{}");
            names.add(upload.id() + ".1");
        }
        return bench.ledger().openMarkers().stream()
                .filter(marker -> names.contains(marker.name()))
                .toList();
    }

    private Upload upload() {
        number++;
        return LedgerBench.pointed("in/VX-" + number + ".mxf").seenAs(new Source("e" + number, null, Instant.EPOCH, 5));
    }

    private void writeOutput(OpenMarker marker) {
        String output = bench.ledger()
                .claimOf(marker.jobId(), 1)
                .orElseThrow()
                .outputs()
                .get(0)
                .key();
        bench.putOutput(output, "media");
    }
}
