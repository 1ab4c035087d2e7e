package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.cli.Cli;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.End;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.upload.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** What comes when the budget of a month is used up. */
class BudgetUsedUpTest extends RunningSite {
    private Cli cli;

    @Override
    protected Site newSite() {
        Site full = Site.start();
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        var bill = new Bill("0000000000000000-0000000000000000.1", today, 100.0, 5, "finished", "mp4", "in/");
        full.s3().putObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/bills/" + bill.entry()), RequestBody.empty());
        return full;
    }

    @Override
    protected Map<String, String> overrides() {
        return Map.of("budget.minutes-a-month", "100");
    }

    @BeforeAll
    void operator(@TempDir Path folder) {
        cli = Cli.on(site, folder);
    }

    @Test
    void whatIsHeldIsStartedOnlyWhenItIsReleased() {
        List<String> keys = List.of("in/held-1.mxf", "in/held-2.mxf", "in/held-3.mxf");
        keys.forEach(key -> site.upload(key, "media"));
        for (String key : keys) {
            eventually(() -> isHeldByBudget(key));
            assertThat(site.records(key)).containsExactly("1.claim");
        }
        assertThat(cli.run("jobs", "show", "in/held-1.mxf").out())
                .contains(", held", "budget.minutes-a-month=100 is used up", "estimate   unknown");

        Cli.Result one = cli.run("jobs", "release", "in/held-1.mxf", "--by", "ann");
        assertThat(one.exit()).as(one.err()).isZero();
        encoded("in/held-1.mxf");
        assertThat(site.records("in/held-2.mxf")).containsExactly("1.claim");
        assertThat(cli.run("jobs", "release", "in/held-1.mxf").exit()).isEqualTo(1);
        assertThat(cli.run("jobs", "release").exit()).isEqualTo(2);

        assertThat(cli.run("jobs", "release", "--all").lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("Released: "));
        encoded("in/held-2.mxf");
        encoded("in/held-3.mxf");
        keys.forEach(key -> assertThat(site.encodingsOf(key))
                .singleElement()
                .satisfies(encoding -> assertThat(encoding.startedCount()).isEqualTo(1)));
    }

    @Test
    void whatAFullEncoderRefusesIsNotCountedAndStartsWhenThereIsAPlace() {
        String key = "in/no-place.mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .always()
                        .refusing(400, 8004, "queue limit reached"));
        site.upload(key, "media");
        eventually(() -> isHeldByBudget(key));
        assertThat(cli.run("jobs", "release", key).exit()).isZero();

        eventually(() -> site.records(key).contains("1.start"));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(site.names("_jobs/bills-due/")).isEmpty());

        site.encoder().clearFaults();
        encoded(key);
    }

    @Test
    void whatIsReleasedWaitsForNoOlderUploadOfTheKeyThatIsHeldToo() {
        String key = "in/twice.mxf";
        site.upload(key, "media");
        eventually(() -> isHeldByBudget(key));
        Ledger ledger = ledger();
        String keyHash = Upload.keyHash(Site.SOURCES, key);
        JobHistory older = ledger.ofKey(keyHash).get(0);
        // as one has it that came before the budget's hold
        ledger.reserve(outputOf(key), ledger.lastClaim(older));
        nextSecond();
        site.upload(key, "other media");
        eventually(() -> ledger.ofKey(keyHash).stream()
                        .filter(history -> history.state() == State.CLAIMED)
                        .count()
                == 2);

        Cli.Result released = cli.run("jobs", "release", key);

        assertThat(released.exit()).as(released.err()).isZero();
        assertThat(released.out() + released.err()).contains("older upload of the key: job " + older.jobId());
        encoded(key);
        assertThat(site.encodingsOf(key))
                .filteredOn(encoding -> encoding.startedCount() > 0)
                .hasSize(1);
        assertThat(ledger.endOf(older.jobId(), 1))
                .get()
                .extracting(End::outcome)
                .isEqualTo(End.Outcome.SKIPPED);
    }

    @Test
    void whatIsReleasedAndWaitsForTheOutputOfAnotherKeyThatIsHeldSaysSo() {
        String holder = "in/sub/same-output.mxf";
        site.upload(holder, "media");
        eventually(() -> isHeldByBudget(holder));
        JobHistory held = ledger().ofKey(Upload.keyHash(Site.SOURCES, holder)).get(0);
        String key = "in/same-output.mxf";
        ledger().reserve(outputOf(key), ledger().lastClaim(held));
        site.upload(key, "other media");
        eventually(() -> isHeldByBudget(key));

        Cli.Result released = cli.run("jobs", "release", key);

        assertThat(released.exit()).as(released.err()).isZero();
        assertThat(released.out() + released.err())
                .contains("It waits for the output of " + holder + " (job " + held.jobId() + ")");
        // nothing is billed, which would change the other tests' estimates
        for (String stopped : List.of(key, holder)) {
            assertThat(cli.run("jobs", "stop", stopped).exit()).isZero();
            settled(stopped);
        }
    }

    private boolean isHeldByBudget(String key) {
        return cli.run("jobs", "show", key, "--json").out().contains("\"heldBy\":\"budget\"");
    }

    private void encoded(String key) {
        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
    }
}
