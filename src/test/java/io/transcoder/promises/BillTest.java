package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.bitmovin.api.sdk.model.RetryHint;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.cli.Cli;
import io.transcoder.ledger.records.Bill;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.Upload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each attempt was billed for, and the sums of it. */
class BillTest extends RunningSite {
    private static final String STATISTICS = "/encoding/statistics/encodings/*";
    /** A second of 1080 lines, by the sandbox's multipliers. */
    private static final double FINISHED = 2 / 60.0;

    /** Of both video streams of the profile: the sandbox had not yet held their conditions against the source. */
    private static final double BROKEN_OFF = 0.04;

    private Cli cli;
    private Cli priced;
    private Path folder;

    @BeforeAll
    void operator(@TempDir Path folder) {
        this.folder = folder;
        cli = Cli.on(site, folder);
        priced = Cli.on(site, folder, Map.of("price.per-minute", "0.5", "price.currency", "EUR"));
    }

    @AfterEach
    void nothingIsDue() {
        site.encoder().clearFaults();
        eventually(() -> site.names("_jobs/bills-due/").isEmpty());
    }

    @Test
    void whatFinishedFailedOrWasStoppedIsBilled() {
        site.encoder()
                .script(
                        e -> "in/all/failed.mxf".equals(e.sourceKey()),
                        Outcome.error(2100, "no such track", RetryHint.NO_RETRY));
        site.encoder().script(e -> "in/all/stopped.mxf".equals(e.sourceKey()), Outcome.stuckRunning());
        List.of("finished", "failed", "stopped").forEach(name -> site.upload("in/all/" + name + ".mxf", "media"));
        eventually(() -> site.records("in/all/stopped.mxf").contains("1.accepted"));
        assertThat(cli.run("jobs", "stop", "in/all/stopped.mxf").exit()).isZero();

        assertThat(billed("in/all/finished.mxf").minutes()).isEqualTo(FINISHED);
        assertThat(billed("in/all/failed.mxf").minutes()).isEqualTo(BROKEN_OFF);
        Bill stopped = billed("in/all/stopped.mxf");
        assertThat(stopped.minutes()).isEqualTo(BROKEN_OFF);
        assertThat(stopped.outcome()).isEqualTo("skipped");
        assertThat(stopped.profile()).isEqualTo("mp4");
        assertThat(stopped.prefix()).isEqualTo("in/all/");
        settled("in/all/finished.mxf");

        JsonNode shown = json(priced.run("jobs", "show", "in/all/finished.mxf", "--json"));
        assertThat(shown.get("billableMinutes").asDouble()).isEqualTo(FINISHED);
        assertThat(shown.get("price").asDouble()).isEqualTo(0.0167);
        assertThat(shown.get("currency").asText()).isEqualTo("EUR");
        assertThat(cli.run("jobs", "show", "in/all/failed.mxf").out())
                .contains("billableMinutes 0.04", "  bill", "billableMinutes: 0.04");
        assertThat(cli.run("jobs", "list", "--all", "--json").out()).contains("\"billableMinutes\":0.04");
        JsonNode group = group("prefix", "in/all/");
        assertThat(group.get("attempts").asInt()).isEqualTo(3);
        assertThat(group.get("minutes").asDouble()).isEqualTo(0.113);
        assertThat(group("outcome", "failed").get("minutes").asDouble()).isEqualTo(BROKEN_OFF);
        assertThat(group("profile", "mp4").get("price").asDouble()).isPositive();
        assertThat(group("day", stopped.day()).get("unknown").asInt()).isZero();
    }

    @Test
    void statisticsThatAreNotThereYetAreAskedForAgain() {
        site.encoder().fault(Fault.on("GET", STATISTICS).times(3).refusing(404, 1001, "no statistics"));

        site.upload("in/late/a.mxf", "media");

        assertThat(billed("in/late/a.mxf").minutes()).isEqualTo(FINISHED);
    }

    @Test
    void tooManyQuestionsAndOutagesOnlyDelayTheBill() {
        site.encoder()
                .fault(Fault.on("GET", STATISTICS)
                        .times(2)
                        .refusing(429, 1000, "too many")
                        .header("x-ratelimit-reset", "1"));
        site.encoder().fault(Fault.on("GET", STATISTICS).fromCall(3).refusing(500, 1, "away"));

        site.upload("in/limited/a.mxf", "media");

        assertThat(billed("in/limited/a.mxf").minutes()).isEqualTo(FINISHED);
    }

    @Test
    void aCrashLosesNoBillAndCountsNoneTwice() {
        site.encoder().fault(Fault.on("GET", STATISTICS).always().refusing(404, 1001, "no statistics"));
        site.upload("in/crash/a.mxf", "media");
        settled("in/crash/a.mxf");
        application.close();
        site.encoder().clearFaults();
        application = site.startApplication();
        Bill bill = billed("in/crash/a.mxf");

        // as if it had died before the announcement was away
        ledger().bills().announce(new Bill(bill.attempt(), bill.day(), null, 5, "due", bill.profile(), bill.prefix()));
        nothingIsDue();

        assertThat(group("prefix", "in/crash/").get("attempts").asInt()).isEqualTo(1);
    }

    @Test
    void whatWasNeverStartedOwesNothing() {
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .times(1)
                        .refusing(400, 2025, "no such start option"));
        site.upload("in/never/refused.mxf", "media");
        deadLetter();
        nothingIsDue();

        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start").always().refusing(500, 1004, "trouble"));
        site.upload("in/never/withdrawn.mxf", "media");
        eventually(() -> site.records("in/never/withdrawn.mxf").contains("1.start"));
        assertThat(site.names("_jobs/bills-due/")).hasSize(1);
        site.encoder().clearFaults();
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .always()
                        .refusing(400, 8004, "queue limit reached"));
        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key("in/never/withdrawn.mxf"));
        settled("in/never/withdrawn.mxf");
        nothingIsDue();
    }

    @Test
    void costsArePrintedForPeopleAndForSpreadsheets() {
        for (int i = 0; i < 3; i++) {
            site.upload("in/print/" + i + ".mxf", "media");
            billed("in/print/" + i + ".mxf");
        }

        assertThat(priced.run("costs", "--by", "prefix", "--csv").lines())
                .startsWith("prefix,attempts,minutes,unknown,price,currency")
                .contains("\"in/print/\",3,0.100,0,0.0500,EUR");
        assertThat(cli.run("costs", "--since", "1d", "--by", "prefix").out())
                .containsPattern("PREFIX +ATTEMPTS +MINUTES")
                .containsPattern("in/print/ +3 +0.100");
        assertThat(cli.run("costs", "--month", "2020-02").out()).containsPattern("\\(all\\) +0 +0.000");

        site.uploadWithoutEvent("in/print/next.mxf", "media");
        assertThat(cli.run("jobs", "submit", "--dry-run", "in/print/next.mxf").out())
                .contains("estimate: 0.0 to 0.0 billable minutes");
        site.uploadWithoutEvent("in/nowhere/next.mxf", "media");
        assertThat(cli.run("jobs", "submit", "--dry-run", "in/nowhere/next.mxf").out())
                .contains("estimate: unknown");
    }

    @Test
    void wrongUsageIsSaidInOneLine() {
        assertThat(cli.run("costs", "--month", "2026-13").exit()).isEqualTo(2);
        assertThat(cli.run("costs", "--month", "2026-13").err()).startsWith("--month is a month such as 2026-11");
        assertThat(cli.run("costs", "--by", "colour").exit()).isEqualTo(2);
        assertThat(cli.run("costs", "--month", "2026-11", "--since", "7d").exit())
                .isEqualTo(2);
        for (Map<String, String> wrong : List.of(
                Map.of("price.per-minute", "0.02"),
                Map.of("price.currency", "EUR"),
                Map.of("price.per-minute", "2 cents", "price.currency", "EUR"),
                Map.of("price.per-minute", "0.02", "price.currency", "euro"))) {
            Cli.Result refused = Cli.on(site, folder, wrong).run("costs");
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.err().lines()).singleElement().asString().startsWith("price.");
        }
    }

    private Bill billed(String key) {
        String hash = Upload.keyHash(Site.SOURCES, key);
        eventually(() -> site.names("_jobs/" + hash).stream().anyMatch(name -> name.endsWith("/1.bill")));
        return ledger().bills().of(ledger().ofKey(hash).get(0).jobId(), 1).orElseThrow();
    }

    private JsonNode group(String by, String name) {
        for (JsonNode group : json(priced.run("costs", "--by", by, "--json")).get("groups")) {
            if (name.equals(group.get(by).asText())) {
                return group;
            }
        }
        throw new AssertionError("no group " + name);
    }

    private static JsonNode json(Cli.Result result) {
        try {
            return new ObjectMapper().readTree(result.out());
        } catch (JsonProcessingException e) {
            throw new AssertionError(result.out() + result.err(), e);
        }
    }
}
