package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Ledgers;
import io.transcoder.config.Settings;
import io.transcoder.ledger.Hold;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.Source;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A budget holds two uploads of one output, and no instance runs. */
@Tag("slow")
class JobsReleaseTest {
    private static final String HOLDER = "in/sub/same.mxf";
    private static final String WAITS = "in/same.mxf";

    private Site site;
    private Ledger ledger;
    private Claim holder;
    private Claim waits;

    @BeforeEach
    void start() {
        site = Site.start();
        ledger = new Ledgers(Settings.of(site.effective(Map.of())), site.s3(), Clock.systemUTC()).ledger();
        ledger.own();
        ledger.orderBook().pause(Hold.ofBudget("2026-11-30", "used up", Instant.now()));
        holder = claimed(HOLDER);
        ledger.reserve(holder.outputs().get(0).key(), holder);
        // S3 tells times by the second
        Instant next = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        await().until(() -> !Instant.now().isBefore(next));
        waits = claimed(WAITS);
    }

    private Claim claimed(String key) {
        Claim claim = LedgerBench.claim(
                LedgerBench.pointed(key).seenAs(new Source("e", null, Instant.EPOCH, 5)), 1, "enc-" + key.length());
        ledger.open(claim.upload(), 1);
        return ledger.claim(claim);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void nobodyIsToldToStopWhatIsReleasedByTheSameCommand(@TempDir Path folder) {
        for (List<String> which : List.of(List.of("--all"), List.of(WAITS, HOLDER))) {
            Cli.Result released = Cli.on(site, folder)
                    .run(Stream.concat(Stream.of("jobs", "release"), which.stream())
                            .toArray(String[]::new));

            assertThat(released.exit()).as(released.err()).isZero();
            assertThat(released.lines())
                    .containsExactly(
                            "Released: " + HOLDER + " (job " + holder.jobId() + ")",
                            "Released: " + WAITS + " (job " + waits.jobId() + ")");
            assertThat(released.err()).doesNotContain("release that, too");
            released().forEach(ledger.orderBook()::closeRelease);
        }
    }

    @Test
    void whereTheHolderOfAnOutputCannotBeLookedAtNothingIsReleasedYet(@TempDir Path folder) {
        try (var tap = Wiretap.start("s3", site.store().endpoint())) {
            tap.on(request -> request.operation().startsWith("GET _jobs/outputs/"))
                    .always()
                    .answer(403, Map.of(), "");
            Cli cli = Cli.on(
                    site, folder, Map.of("aws.s3.endpoint", tap.endpoint().toString()));

            assertThat(cli.run("jobs", "release", WAITS).exit()).isEqualTo(1);
            assertThat(released()).isEmpty();

            tap.heal();
            assertThat(cli.run("jobs", "release", WAITS).err()).contains("It waits for the output of " + HOLDER);
            assertThat(released()).containsExactly(waits.jobId() + ".1");
        }
    }

    private Set<String> released() {
        return ledger.orderBook().read().releases().keySet();
    }
}
