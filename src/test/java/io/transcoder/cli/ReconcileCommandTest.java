package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.boot.Application;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command prints and how it ends, and what a running instance says of it. */
@Tag("slow")
class ReconcileCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MANY = 2100;

    @TempDir
    private Path folder;

    private Site site;
    private Cli cli;

    @BeforeEach
    void start() {
        site = Site.start();
        site.queues().purge(Site.EVENTS);
        cli = Cli.on(site, folder);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void withoutFixItSaysWhatIsLostAndWhatItWouldCostAndSendsNothing() throws IOException {
        upload("in/news/lost.mxf");
        upload("in/news/lost-too.mxf");
        upload("other/no-profile.mxf");

        Cli.Result dry = reconcile();
        assertThat(dry.exit()).isEqualTo(1);
        assertThat(dry.lines().get(0)).startsWith("no-job (2): a source without a job");
        assertThat(dry.lines().get(1)).startsWith("  --fix: sends its event");
        assertThat(dry.out())
                .contains("in/news/lost.mxf", "in/news/lost-too.mxf")
                .doesNotContain("no-profile");
        assertThat(dry.err()).contains("2 event(s) of 'in/news/', 10 bytes, estimate: unknown", "2 found");
        assertThat(reconcile("--prefix", "other/").exit())
                .as("no profile takes it")
                .isZero();
        assertThat(site.queues().depth(Site.EVENTS)).isZero();

        Cli.Result json = reconcile("--json");
        JsonNode first = JSON.readTree(json.lines().get(0));
        assertThat(json.lines()).hasSize(2);
        assertThat(first.path("kind").asText()).isEqualTo("no-job");
        assertThat(first.path("fixed").asBoolean()).isFalse();
    }

    @Test
    void itMendsInAPaceAndGoesOn() {
        upload("in/1.mxf");
        upload("in/2.mxf");
        upload("in/3.mxf");

        assertThat(reconcile("--fix", "--limit", "1").exit()).isEqualTo(1);
        assertThat(site.queues().depth(Site.EVENTS)).isEqualTo(1);
        long begin = System.nanoTime();
        assertThat(reconcile("--fix", "--rate", "1/s").exit()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(site.queues().depth(Site.EVENTS)).isEqualTo(3);
        assertThat(reconcile().err()).contains("3 upload(s) that look lost may be among the 3 message(s)", "0 found");

        Application application = site.startApplication();
        try {
            eventually(() ->
                    site.names("out/").size() == 3 && site.names("_jobs/open/").isEmpty());
        } finally {
            application.close();
        }
        assertThat(reconcile().exit()).isZero();
    }

    @Test
    void aStartedEncodingThatNoClaimKnowsIsCountedAndToldOnceByARunningInstance() throws Exception {
        site.queues().create("told", Duration.ofSeconds(10));
        try (Application application = site.startApplication(Map.of(
                "reconcile.period", "1s", "source.delete", "never", "notify.queue", "told", "notify.types", "drift"))) {
            site.upload("in/forgotten.mxf", "media");
            eventually(() -> site.records("in/forgotten.mxf").contains("1.clean") && !site.isOpen("in/forgotten.mxf"));
            site.names("_jobs/" + Upload.keyHash(Site.SOURCES, "in/forgotten.mxf"))
                    .forEach(record ->
                            site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(record)));

            eventually(() ->
                    metrics(application).contains("transcoder_reconcile_findings{kind=\"unclaimed-encoding\"} 1.0"));
            assertThat(metrics(application)).contains("transcoder_reconcile_findings{kind=\"no-job\"} 0.0");
            eventually(() -> site.queues().depth("told") == 1);
            double rounds = reconciled(application);
            eventually(() -> reconciled(application) > rounds);
            assertThat(site.names("_jobs/notify-queue-done/"))
                    .singleElement()
                    .asString()
                    .contains("unclaimed-encoding-");
        }
        Cli.Result found = Cli.on(site, folder).run("reconcile");
        assertThat(found.lines()).hasSize(3).first().asString().startsWith("unclaimed-encoding (1)");
        assertThat(Cli.on(site, folder, Map.of("bitmovin.api-key", "wrong"))
                        .run("reconcile")
                        .err())
                .contains("Bitmovin could not be asked", "0 found");
    }

    @Test
    void aRunningInstanceThatMayNotLookGoesOn() {
        try (Wiretap tap = Wiretap.start("s3", site.store().endpoint());
                Application application = site.startApplication(Map.of(
                        "reconcile.period",
                        "1s",
                        "aws.s3.endpoint",
                        tap.endpoint().toString()))) {
            tap.onOperation("LIST-VERSIONS in/")
                    .always()
                    .answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");
            eventually(() -> tap.operations().stream()
                            .filter("LIST-VERSIONS in/"::equals)
                            .count()
                    > 1);
            site.upload("in/goes-on.mxf", "media");
            eventually(() -> site.names("out/").size() == 1);
            assertThat(application.context().isStopped()).isFalse();
        }
    }

    @Test
    void aLargeBucketIsComparedWithoutAHead() {
        for (int i = 0; i < MANY; i++) {
            site.uploadWithoutEvent("in/" + i + ".mxf", "media");
        }
        nextSecond();
        try (Wiretap tap = Wiretap.start("s3", site.store().endpoint())) {
            Cli.Result found = Cli.on(
                            site,
                            folder,
                            Map.of("aws.s3.endpoint", tap.endpoint().toString()))
                    .run("reconcile", "--older-than", "0s", "--json");

            assertThat(found.lines()).hasSize(MANY);
            assertThat(tap.operations()).hasSizeLessThan(40).noneMatch(operation -> operation.startsWith("HEAD in/"));
        }
    }

    @Test
    void whereNothingIsComparedByItselfNoTimeOfItIsGivenThatAnAlertCouldTakeForAStandstill() throws Exception {
        try (Application application = site.startApplication(Map.of("reconcile.period", "0s"))) {
            assertThat(metrics(application))
                    .contains("transcoder_reconcile_findings")
                    .doesNotContain("transcoder_reconcile_last_timestamp");
        }
    }

    @Test
    void wrongUsageIsOneLine() {
        assertThat(reconcile("--rate", "0").exit()).isEqualTo(2);
        assertThat(reconcile("--limit", "0").exit()).isEqualTo(2);
        assertThat(reconcile("--older-than", "soon").exit()).isEqualTo(2);
        Cli.Result noQueue =
                Cli.on(site, folder, Map.of("queue.events", "nowhere")).run("reconcile");
        assertThat(noQueue.exit()).isEqualTo(2);
        assertThat(noQueue.err().lines()).singleElement().asString().contains("nowhere");
    }

    private void upload(String key) {
        site.uploadWithoutEvent(key, "media");
        nextSecond();
    }

    private static void nextSecond() {
        long now = System.currentTimeMillis() / 1000;
        await().until(() -> System.currentTimeMillis() / 1000 > now);
    }

    private Cli.Result reconcile(String... more) {
        String[] all = new String[more.length + 3];
        System.arraycopy(new String[] {"reconcile", "--older-than", "0s"}, 0, all, 0, 3);
        System.arraycopy(more, 0, all, 3, more.length);
        return cli.run(all);
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(200))
                .until(condition);
    }

    private static double reconciled(Application application) throws IOException, InterruptedException {
        var time = Pattern.compile("(?m)^transcoder_reconcile_last_timestamp_seconds (\\S+)$")
                .matcher(metrics(application));
        assertThat(time.find()).isTrue();
        return Double.parseDouble(time.group(1));
    }

    private static String metrics(Application application) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + application.managementPort() + "/observe/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
