package io.transcoder.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.boot.Application;
import io.transcoder.boot.Workbench;
import io.transcoder.cli.Cli;
import io.transcoder.cli.LetterBox;
import io.transcoder.config.Settings;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Start;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.model.Message;

/** What the console shows of an application at work, and what each of its buttons does. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleOrdersTest {
    private static final Map<String, String> SETTINGS =
            Map.of("budget.minutes-a-day", "100", "price.per-minute", "0.5", "price.currency", "EUR");

    private Site site;
    private Application application;
    private ConsoleWorld console;
    private LetterBox box;
    private Cli cli;

    @BeforeAll
    void start(@TempDir Path folder) {
        site = Site.start();
        box = new LetterBox(site);
        cli = Cli.on(site, folder);
        application = site.startApplication(SETTINGS);
        console = ConsoleWorld.start(site, SETTINGS, ConsoleOptions.local(false, "op@desk"))
                .signIn();
    }

    @AfterEach
    void tidy() {
        site.queues().purge(Site.DEAD_LETTERS);
    }

    @AfterAll
    void stop() {
        console.close();
        application.close();
        site.close();
    }

    @Test
    void whatIsAtWorkIsShownAndCanBeStopped() {
        String key = "in/stopped.mxf";
        var never = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(never), 1);
        site.upload(key, "media");
        until(() -> row("stopped.mxf").contains("at work") || row("stopped.mxf").contains("%"));
        String job = job(key);

        assertThat(console.get("/uploads/" + job + "/stop").body())
                .contains("Stop stopped.mxf?", "is paid for", "name=\"reason\"");
        HttpResponse<String> reply = console.post("/uploads/" + job + "/stop", Map.of("reason", "a <wrong> one"));

        assertThat(reply.statusCode()).isEqualTo(303);
        assertThat(console.get("/uploads/" + job).body()).contains("stopped by an operator: a &lt;wrong&gt; one");
        until(() -> console.get("/uploads/" + job).body().contains(">skipped<"));
        assertThat(cli.run("jobs", "show", key).out()).contains("by: op@desk");
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        never.complete(null);
    }

    @Test
    void whatFailedCanBeTriedAgain() {
        String key = "in/failed.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.error(1, "damaged", RetryHint.NO_RETRY), 1);
        site.upload(key, "media");
        until(() -> !box.letters().isEmpty());
        String job = job(key);
        until(() -> console.get("/").body().contains("attempt 1, mp4"));
        assertThat(console.get("/uploads/" + job).body()).contains(">failed<", "damaged", "requestId");
        assertThat(console.get("/uploads/" + job + "/retry").body()).contains("which is paid for");
        assertThat(console.get("/uploads/" + job + "/stop").statusCode()).isEqualTo(404);

        assertThat(console.post("/uploads/" + job + "/retry", Map.of()).statusCode())
                .isEqualTo(303);

        until(() -> console.get("/uploads/" + job).body().contains(">cleaned<"));
        assertThat(site.encodingsOf(key)).hasSize(2);
        String again = console.post("/uploads/" + job + "/retry", Map.of())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(console.get(again).body()).contains("it ended well, and is not paid for again");
        assertThat(site.encodingsOf(key)).hasSize(2);
    }

    @Test
    void whatABudgetHoldsCanBeStarted() {
        String key = "in/held.mxf";
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        var bill = new Bill("0000000000000000-0000000000000000.1", today, 100.0, 5, "finished", "mp4", "in/");
        String spent = "_jobs/bills/" + bill.entry();
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(spent), RequestBody.empty());
        try {
            until(() -> console.get("/").body().contains("budget.minutes-a-day=100 is used up"));
            site.upload(key, "media");
            until(() -> row("held.mxf").contains("held"));
            String job = job(key);
            assertThat(console.get("/uploads/" + job + "/release").body())
                    .contains("beyond the budget?", "is used up", "paid for");
            String paid = announcedAndStarted("in/paid-already.mxf");
            assertThat(console.get("/uploads/" + paid).body())
                    .contains(">encoding<")
                    .doesNotContain("is used up");
            assertThat(console.get("/uploads/" + paid + "/release").statusCode())
                    .isEqualTo(404);

            console.post("/uploads/" + job + "/release", Map.of());

            until(() -> console.get("/uploads/" + job).body().contains(">cleaned<"));
        } finally {
            site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(spent));
        }
        until(() -> console.get("/").body().contains("Starts encodings"));
    }

    @Test
    void aDryRunChangesNothingAndAReplayEncodes() {
        String key = "in/replayed.mxf";
        site.uploadWithoutEvent(key, "media");
        String first = letter(key);
        String gone = letter("in/gone.mxf");
        awaitLetters("replayed.mxf");

        assertThat(console.get("/dead-letters/plan?id=" + first + "&id=" + gone).body())
                .contains("start a new encode", "nothing to encode", "estimate");
        await().untilAsserted(() -> assertThat(box.letters()).hasSize(2));
        assertThat(site.encodingsOf(key)).isEmpty();

        console.post("/dead-letters/replay", Map.of("id", first, "canary", "yes"));

        until(() -> site.exists(Site.OUTPUTS, "out/replayed.mxf_bitmovin.mp4"));
        until(() -> console.get("/dead-letters").body().contains("Replayed 1"));
        assertThat(console.get("/dead-letters").body()).contains("It goes well");
        onlyLeft(gone);
        console.post("/dead-letters/dismiss", Map.of());
        assertThat(console.get("/dead-letters").body()).doesNotContain("Replayed 1");
    }

    @Test
    void whatIsDroppedIsArchivedFirst() {
        String id = letter("in/dropped.mxf");
        String kept = letter("in/kept.mxf");
        awaitLetters("dropped.mxf");
        assertThat(console.get("/dead-letters/drop?id=" + id).body())
                .contains("Give up this letter?", "A copy of each");

        console.post("/dead-letters/drop", Map.of("id", id));

        until(() -> console.get("/dead-letters").body().contains("Dropped 1"));
        assertThat(site.names("_jobs/archive/")).contains("_jobs/archive/" + id + ".json");
        onlyLeft(kept);
    }

    @Test
    void ofOneJobOnlyItsOwnLetterIsDropped() {
        String job = "0123456789abcdef-0123456789abcdef";
        Map<String, String> cause = Map.of("step", "mp4", "kind", "encoding-failed", "reason", "damaged");
        Map<String, String> ofJob = new HashMap<>(cause);
        ofJob.put("job-id", job);
        String own = box.put(S3Events.put(Site.SOURCES, "in/own.mxf").json(), ofJob);
        String other = box.put(S3Events.put(Site.SOURCES, "in/other.mxf").json(), cause);
        awaitLetters("2 × encoding-failed");
        String page = console.get("/dead-letters?job=" + job).body();
        assertThat(page).contains("1 × encoding-failed");

        for (String order : List.of("plan", "drop")) {
            Matcher link = Pattern.compile("href=\"(/dead-letters/" + order + "[^\"]*)\"")
                    .matcher(page);
            assertThat(link.find()).isTrue();
            assertThat(console.get(link.group(1).replace("&amp;", "&")).body())
                    .contains(own)
                    .doesNotContain(other);
        }
    }

    @Test
    void aLetterIsShownWithWhatIsKnownAndTheEvent() {
        String id = letter("in/shown.mxf");
        awaitLetters("shown.mxf");

        assertThat(console.get("/dead-letters/" + id).body())
                .contains(
                        "What is known of the failure",
                        "c0ffee00-0000-4000-8000-000000000000",
                        "What to do",
                        "eventVersion");
        assertThat(console.get("/dead-letters/nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void aPauseIsShownWithItsReason() {
        cli.run("pause", "--reason", "a test", "--by", "ann");
        try {
            assertThat(console.get("/").body()).contains("Held back: paused: a test", "by ann");
        } finally {
            cli.run("resume");
        }
    }

    @Test
    void anUploadIsFoundByItsNameKeyJobAndEncoding() {
        String key = "in/found-7.mxf";
        site.upload(key, "media");
        until(() -> site.exists(Site.OUTPUTS, "out/found-7.mxf_bitmovin.mp4"));
        String encoding = site.encodingsOf(key).get(0).id();
        for (String name : List.of("found-7", "found-7.mxf", key, job(key), encoding)) {
            assertThat(console.get("/uploads?q=" + name).body()).contains("href=\"/uploads/" + job(key) + "\"");
        }
        assertThat(console.get("/uploads?q=found").body()).doesNotContain("No job is called exactly so".repeat(2));
        assertThat(console.get("/uploads/nobody").statusCode()).isEqualTo(404);
        until(() -> console.get("/uploads/" + job(key)).body().contains("EUR"));
    }

    /** An attempt whose instance got no answer to its start. @return the job */
    private String announcedAndStarted(String key) {
        Upload upload = LedgerBench.pointed(Site.SOURCES, key).seenAs(new Source("e", null, Instant.EPOCH, 5));
        Claim claim = LedgerBench.claim(upload, 1, "enc-of-a-lost-answer");
        try (var workbench = new Workbench(Settings.of(site.effective(SETTINGS)))) {
            Ledger ledger = workbench.ledger();
            ledger.bills()
                    .announce(Bill.due(claim, LocalDate.now(ZoneOffset.UTC).toString(), 5.0));
            ledger.claim(claim);
            ledger.start(claim, new Start("somebody", Instant.now(), List.of(), null));
        }
        return upload.id();
    }

    private String letter(String key) {
        return box.put(
                S3Events.put(Site.SOURCES, key).json(),
                Map.of(
                        "step",
                        "mp4",
                        "kind",
                        "permanent",
                        "reason",
                        "HTTP 400",
                        "http-status",
                        "400",
                        "request-id",
                        "c0ffee00-0000-4000-8000-000000000000",
                        "attempts",
                        "1"));
    }

    private void awaitLetters(String text) {
        console.post("/dead-letters/read", Map.of());
        until(() -> console.get("/dead-letters").body().contains(text));
    }

    /** While the console reads the queue nobody else sees its letters. */
    private void onlyLeft(String id) {
        await().untilAsserted(() ->
                assertThat(box.letters()).extracting(Message::messageId).containsExactly(id));
    }

    /** Of the page Now. */
    private String row(String name) {
        String page = console.get("/").body();
        int begin = page.indexOf(">" + name + "<");
        return begin < 0 ? "" : page.substring(begin, page.indexOf("</tr>", begin));
    }

    private String job(String key) {
        String hash = Upload.keyHash(Site.SOURCES, key);
        return site.names("_jobs/" + hash).get(0).replaceFirst("^_jobs/([^/]+)/.*", "$1");
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }
}
