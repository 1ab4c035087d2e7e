package io.transcoder.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.boot.Workbench;
import io.transcoder.config.Settings;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.Start;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the first page says of a ledger in which some attempts are over, and where a queue does not answer. No instance runs. */
@Tag("slow")
class NowPageTest {
    private Site site;
    private Workbench workbench;
    private Ledger ledger;

    @BeforeEach
    void start() {
        site = Site.start();
        workbench = new Workbench(Settings.of(site.effective(Map.of())));
        ledger = workbench.ledger();
        ledger.own();
    }

    @AfterEach
    void stop() {
        workbench.close();
        site.close();
    }

    @Test
    void whatFailedTodayIsRedBeforeItsBillIsThere() {
        Claim failed = started("in/damaged.mxf");
        ledger.bills().announce(due(failed));
        ledger.end(failed.jobId(), 1, End.failed(End.ENCODING_FAILED, "enc", "damaged", Instant.now()));
        ledger.close(ledger.openMarkers().get(0));
        ledger.open(failed.upload(), 2);
        Claim atWork = started("in/at-work.mxf");
        ledger.bills().announce(due(atWork));

        String page = now(Map.of());

        assertThat(tile(page, "failed of")).isEqualTo("1");
        assertThat(page).contains("tile-bad", "attempt 1, mp4");
        assertThat(tile(page, "at work")).isEqualTo("1");
        assertThat(tile(page, "waiting to start")).isEqualTo("1");
    }

    @Test
    void anEndThatS3DoesNotShowIsSaidToBeMissingAndKeepsThePageFromNobody() {
        Claim failed = started("in/damaged.mxf");
        ledger.bills().announce(due(failed));
        ledger.end(failed.jobId(), 1, End.failed(End.ENCODING_FAILED, "enc", "damaged", Instant.now()));
        ledger.close(ledger.openMarkers().get(0));
        try (var tap = Wiretap.start("s3", site.store().endpoint())) {
            tap.onOperation("GET _jobs/" + failed.jobId() + "/1.end").always().answer(403, Map.of(), "");

            String page = now(Map.of("aws.s3.endpoint", tap.endpoint().toString()));

            assertThat(tile(page, "failed of")).isEqualTo("0");
            assertThat(page).contains("1 more may have ended");
        }
    }

    @Test
    void whatIsVerifiedWaitsForNoStart() {
        for (String name : List.of("one", "two")) {
            Claim verified = started("in/" + name + ".mxf");
            ledger.end(
                    verified.jobId(), 1, End.finished("enc", "outputs verified", "FINISHED", List.of(), Instant.now()));
            ledger.bills().record(due(verified).billed(2.0, End.Outcome.FINISHED));
        }
        Upload waits = upload("in/waits.mxf");
        ledger.open(waits, 1);
        ledger.claim(LedgerBench.claim(waits, 1, "enc-waits"));
        workbench.pauses().pause("", "a test", "ann");

        String page = now(Map.of("source.delete-after", "7d"));

        assertThat(tile(page, "waiting to start")).isEqualTo("1");
        assertThat(page).contains("1 held");
        assertThat(row(page, "waits.mxf")).contains("held");
        assertThat(row(page, "one.mxf"))
                .contains("is over, and waits for its clean-up")
                .doesNotContain("held");
        assertThat(page.indexOf(">waits.mxf<")).isLessThan(page.indexOf(">one.mxf<"));
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void queuesThatDoNotAnswerKeepThePageBackForSecondsAlone() throws IOException {
        started("in/shown.mxf");
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String page = now(Map.of("aws.sqs.endpoint", "http://127.0.0.1:" + silent.getLocalPort()));

            assertThat(page).contains("shown.mxf");
            assertThat(tile(page, "in the queue")).isEqualTo("–");
        }
    }

    @Test
    void bothQueuesAreAskedAtTheSameTime() {
        var both = new CountDownLatch(2);
        try (var tap = Wiretap.start("sqs", site.queues().endpoint())) {
            tap.on(request -> {
                        both.countDown();
                        return true;
                    })
                    .always()
                    .holdUntil(both);

            String page = now(Map.of("aws.sqs.endpoint", tap.endpoint().toString()));

            assertThat(tile(page, "in the queue")).isNotEqualTo("–");
        }
    }

    private Upload upload(String key) {
        return LedgerBench.pointed(Site.SOURCES, key).seenAs(new Source("e", null, Instant.EPOCH, 5));
    }

    private Claim started(String key) {
        Upload upload = upload(key);
        ledger.open(upload, 1);
        Claim claim = ledger.claim(LedgerBench.claim(upload, 1, "enc-" + upload.id()));
        ledger.start(claim, new Start("somebody", Instant.now(), List.of(), null));
        return claim;
    }

    private static Bill due(Claim claim) {
        return Bill.due(claim, LocalDate.now(ZoneOffset.UTC).toString(), null);
    }

    private String now(Map<String, String> overrides) {
        try (var console = ConsoleWorld.start(site, overrides, ConsoleOptions.local(true, "op"))) {
            return console.signIn().get("/").body();
        }
    }

    private static String tile(String page, String what) {
        return page.replaceFirst(
                "(?s).*<span class=\"figure\">([^<]*)</span> <span class=\"what\">" + what + ".*", "$1");
    }

    private static String row(String page, String name) {
        int begin = page.indexOf(">" + name + "<");
        return begin < 0 ? "" : page.substring(begin, page.indexOf("</tr>", begin));
    }
}
