package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.boot.Ledgers;
import io.transcoder.config.Settings;
import io.transcoder.console.ConsoleOptions;
import io.transcoder.console.ConsoleWorld;
import io.transcoder.job.Sources;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Start;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Claims that nobody can read, or that are of another upload, stand among others, and no instance runs. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedRecordsTest {
    private static final String SOUND = "in/sound.mxf";
    private static final String NEW = "in/new.mxf";
    private static final String UNREADABLE = "in/unreadable.mxf";
    private static final String FOREIGN = "in/foreign.mxf";

    private Site site;
    private Cli cli;
    private Ledger ledger;

    @BeforeAll
    void start(@TempDir Path folder) {
        site = Site.start();
        cli = Cli.on(site, folder);
        ledger = new Ledgers(Settings.of(site.effective(Map.of())), site.s3(), Clock.systemUTC()).ledger();
        ledger.own();
        var claim = ledger.claim(LedgerBench.claim(uploaded(SOUND), 1, "enc-1"));
        ledger.open(claim.upload(), 1);
        ledger.start(claim, new Start("the maker", Instant.now(), List.of(), null));
        uploaded(NEW);
        // one at work, and one that waits for its start and has lost its marker
        Upload foreign = uploaded(FOREIGN);
        ledger.open(foreign, 1);
        put(foreign, "claim", LedgerBench.json(claim));
        put(foreign, "start", "{}");
        put(uploaded(UNREADABLE), "claim", "{}x");
        // the test event of the bucket's notification, behind which events may wait
        site.queues().purge(Site.EVENTS);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void theOtherJobsAreListed() {
        for (List<String> list : List.of(List.of("jobs", "list"), List.of("jobs", "list", "--all", "--json"))) {
            Cli.Result listed = cli.run(list.toArray(String[]::new));

            assertThat(listed.exit()).isEqualTo(1);
            assertThat(listed.out()).contains(SOUND);
            leavesOut(listed, foreign());
        }
        leavesOut(cli.run("jobs", "list", "--all"), job(UNREADABLE));
        Cli.Result release = cli.run("jobs", "release", "--all");
        assertThat(release.exit()).isEqualTo(1);
        leavesOut(release, foreign());
    }

    @Test
    void theRefusedJobIsNamedWhereItIsAskedFor() {
        Cli.Result shown = cli.run("jobs", "show", UNREADABLE);

        assertThat(shown.exit()).isEqualTo(1);
        leavesOut(shown, job(UNREADABLE));
    }

    @Test
    void theOtherKeysAreSubmitted() {
        Cli.Result submit = cli.run("jobs", "submit", "--prefix", "in/", "--dry-run");

        assertThat(submit.exit()).isEqualTo(1);
        assertThat(submit.lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("would send  " + NEW))
                .anyMatch(line -> line.startsWith("failed  " + UNREADABLE + ": The ledger's s3://mam-out/_jobs/"
                        + job(UNREADABLE) + "/1.claim is not readable"));
    }

    @Test
    void theOtherLettersArePlanned() {
        var box = new LetterBox(site);
        for (String key : List.of(UNREADABLE, NEW)) {
            box.put(S3Events.put(Site.SOURCES, key).json(), Map.of("kind", "permanent", "attempts", "1"));
        }

        Cli.Result plan = cli.run("dead-letters", "replay", "--dry-run");
        site.queues().purge(Site.DEAD_LETTERS);

        assertThat(plan.lines())
                .anyMatch(line -> line.contains(NEW) && line.contains("start a new encode"))
                .anyMatch(line -> line.contains(UNREADABLE) && line.contains("1.claim is not readable"));
    }

    @Test
    void whereNoBillIsListedAnEstimateIsUnknownAndTheRestIsSaid(@TempDir Path other) {
        try (var tap = Wiretap.start("s3", site.store().endpoint())) {
            tap.on(request -> request.operation().startsWith("LIST _jobs/bills"))
                    .always()
                    .answer(403, Map.of(), "");
            Cli behind =
                    Cli.on(site, other, Map.of("aws.s3.endpoint", tap.endpoint().toString()));

            Cli.Result submit = behind.run("jobs", "submit", NEW, "--dry-run");
            Cli.Result found = behind.run("reconcile", "--older-than", "0s", "--prefix", NEW);
            Cli.Result shown = behind.run("jobs", "show", SOUND, "--json");

            assertThat(submit.exit()).as(submit.err()).isZero();
            assertThat(submit.out()).contains("would send  " + NEW, "estimate: unknown");
            assertThat(found.err()).contains("estimate: unknown", "1 found");
            assertThat(shown.exit()).as(shown.err()).isZero();
            assertThat(shown.out()).contains("\"estimate\":\"unknown\"");
            assertThat(tap.operations()).anyMatch(operation -> operation.startsWith("LIST _jobs/bills"));
        }
    }

    @Test
    void theOtherLettersAreReplayed(@TempDir Path other) {
        Upload ended = uploaded("out-of-it/ended.mxf");
        Upload unread = uploaded("out-of-it/its-records-cannot-be-listed.mxf");
        var box = new LetterBox(site);
        for (Upload upload : List.of(ended, unread)) {
            box.put(
                    S3Events.put(Site.SOURCES, upload.key()).json(),
                    Map.of("kind", "permanent", "attempts", "1", "job-id", upload.id()));
        }
        box.put(S3Events.put(Site.SOURCES, NEW).json(), Map.of("kind", "permanent", "attempts", "1"));
        put(ended, "claim", LedgerBench.json(LedgerBench.claim(ended, 1, "enc-2")));
        put(ended, "end", "no JSON");

        Cli.Result replay;
        try (var tap = Wiretap.start("s3", site.store().endpoint())) {
            tap.onOperation("LIST _jobs/" + unread.id() + "/").always().answer(403, Map.of(), "");
            replay = Cli.on(
                            site,
                            other,
                            Map.of(
                                    "vidispine.url",
                                    "https://mam.example.com",
                                    "aws.s3.endpoint",
                                    tap.endpoint().toString()))
                    .run("dead-letters", "replay");
        }
        int replayed = box.events().size();
        site.queues().purge(Site.EVENTS);
        for (String part : List.of("claim", "end")) {
            site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/" + ended.id() + "/1." + part));
        }

        assertThat(replay.exit()).as(replay.err()).isZero();
        assertThat(replay.err())
                .contains("job " + ended.id() + ": ", "1.end is not readable", "job " + unread.id() + ": ", "403");
        assertThat(replayed).isEqualTo(3);
        assertThat(box.depth()).isZero();
    }

    @Test
    void aDrainWaitsForTheOthersAndSaysWhatItCanNotKnow() {
        Cli.Result drain = cli.run("drain", "--timeout", "1s");
        Cli.Result without = cli.run("drain", "--prefix", "in/none/", "--timeout", "1s");
        cli.run("resume");
        cli.run("resume", "--prefix", "in/none/");

        assertThat(drain.exit()).isEqualTo(1);
        assertThat(drain.err()).contains("Still at work: " + SOUND, "Whether its encoding is at work nobody can say: ");
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.err()).contains(foreign(), "No encoding is at work, but for 1 of which nobody can say");
    }

    @Test
    void theRestIsCompared() {
        Cli.Result found = cli.run("reconcile", "--older-than", "0s", "--json");

        assertThat(found.exit()).as(found.err()).isEqualTo(1);
        leavesOut(found, job(UNREADABLE));
        assertThat(found.out()).as(found.err()).contains(NEW);
    }

    @Test
    void theOtherVersionsAndTheLetterAreShown() {
        Upload odd = uploaded("out-of-it/versions.mxf");
        Upload other = LedgerBench.pointed(odd.key()).seenAs(new Source("e", null, Instant.EPOCH, 5));
        String sound = other.id();
        put(odd, "claim", LedgerBench.json(LedgerBench.claim(odd, 1, "enc-3")));
        put(odd, "retry", "x");
        put(other, "claim", LedgerBench.json(LedgerBench.claim(other, 1, "enc-4")));
        var box = new LetterBox(site);
        String letter = box.put(
                S3Events.put(Site.SOURCES, odd.key()).json(),
                Map.of("kind", "permanent", "attempts", "1", "job-id", odd.id(), "reason", "a damaged source"));
        try {
            Cli.Result shown = cli.run("jobs", "show", odd.key());
            assertThat(shown.exit()).isEqualTo(1);
            assertThat(shown.out()).contains(sound).doesNotContain(odd.id());
            assertThat(shown.err()).contains("A job is left out: ", odd.id() + "/1.retry is not readable");

            Cli.Result ofLetter = cli.run("dead-letters", "show", letter);
            assertThat(ofLetter.exit()).isEqualTo(1);
            assertThat(ofLetter.out()).contains("a damaged source", "What to do", "eventVersion");
            assertThat(ofLetter.err()).contains(odd.id() + "/1.retry is not readable");
            assertThat(cli.run("dead-letters", "show", letter, "--json").out()).contains("a damaged source");

            put(odd, "claim", "{}x");
            try (var console = ConsoleWorld.start(site, Map.of(), ConsoleOptions.local(true, "op"))
                    .signIn()) {
                assertThat(console.get("/uploads/" + sound).body()).contains("enc-4");
            }
        } finally {
            site.queues().purge(Site.DEAD_LETTERS);
            for (String name : List.of(odd.id() + "/1.claim", odd.id() + "/1.retry", sound + "/1.claim")) {
                site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/" + name));
            }
        }
    }

    @Test
    void theConsoleShowsTheOthers() {
        try (var console = ConsoleWorld.start(site, Map.of(), ConsoleOptions.local(true, "op"))
                .signIn()) {
            var now = console.get("/");

            assertThat(now.statusCode()).isEqualTo(200);
            assertThat(now.body()).contains("sound.mxf", "record refused", foreign() + "/1.claim");
        }
    }

    private static void leavesOut(Cli.Result result, String job) {
        assertThat(result.err()).contains("A job is left out: ", "s3://mam-out/_jobs/" + job + "/1.claim");
    }

    private String foreign() {
        return job(FOREIGN);
    }

    private String job(String key) {
        return ledger.ofKey(Upload.keyHash(Site.SOURCES, key)).get(0).jobId();
    }

    private Upload uploaded(String key) {
        site.uploadWithoutEvent(key, "media");
        return LedgerBench.pointed(key).seenAs(Sources.of(site.s3().headObject(b -> b.bucket(Site.SOURCES)
                .key(key))));
    }

    private void put(Upload upload, String part, String text) {
        site.s3()
                .putObject(
                        b -> b.bucket(Site.OUTPUTS).key("_jobs/" + upload.id() + "/1." + part),
                        RequestBody.fromString(text));
    }
}
