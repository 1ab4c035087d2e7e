package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.boot.Application;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.S3Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Jobs of installations that are set up in another way. */
@Tag("slow")
class JobsOtherSitesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "in/VX-7.mxf";

    @TempDir
    private Path folder;

    @Test
    void aSourceThatIsNeverDeletedMakesAFinishedJob() throws Exception {
        try (Site site = Site.start()) {
            Application application = site.startApplication(Map.of("source.delete", "never"));
            Cli cli = Cli.on(site, folder);
            site.upload(KEY, "media");
            await().atMost(Duration.ofSeconds(40))
                    .until(() -> site.records(KEY).contains("1.clean") && !site.isOpen(KEY));
            application.close();

            JsonNode job =
                    JSON.readTree(cli.run("jobs", "list", "--all", "--json").out());

            assertThat(job.get("state").asText()).isEqualTo("finished");
            assertThat(cli.run("jobs", "list", "--json").out()).isEmpty();
            assertThat(cli.run("jobs", "show", KEY).out()).contains("Source     kept: source.delete is never");
            assertThat(cli.run("jobs", "submit", KEY).out()).startsWith("refused");
        }
    }

    @Test
    void aSourceThatIsDeletedLaterMakesAnOpenFinishedJob() throws Exception {
        try (Site site = Site.start()) {
            Application application = site.startApplication(Map.of("source.delete-after", "1h"));
            Cli cli = Cli.on(site, folder);
            site.upload(KEY, "media");
            await().atMost(Duration.ofSeconds(40)).until(() -> site.records(KEY).contains("1.end"));
            application.close();

            JsonNode job = JSON.readTree(cli.run("jobs", "list", "--json").out());

            assertThat(job.get("state").asText()).isEqualTo("finished");
            assertThat(cli.run("jobs", "show", KEY).out()).contains("source.delete-after");
        }
    }

    @Test
    void aSubmitNamesTheVersionOnABucketThatKeepsVersions() throws Exception {
        try (Site site = Site.startVersioned()) {
            Cli cli = Cli.on(site, folder);
            site.uploadWithoutEvent(KEY, "media");

            assertThat(cli.run("jobs", "submit", "--prefix", "in/").exit()).isZero();

            String body = site.queues().peekAll(Site.EVENTS).stream()
                    .map(message -> message.body())
                    .filter(event -> event.contains("ObjectCreated:Put"))
                    .findFirst()
                    .orElseThrow();
            String versionId =
                    site.s3().headObject(b -> b.bucket(Site.SOURCES).key(KEY)).versionId();
            assertThat(JSON.readTree(body).at("/Records/0/s3/object/versionId").asText())
                    .isEqualTo(versionId)
                    .isNotBlank();
        }
    }

    @Test
    void aDryRunCountsWhatALateDeleteHidesAndLeavesItHidden() {
        try (Site site = Site.startVersioned()) {
            // the commands go by their own settings, by which a source may be deleted at once
            Application application = site.startApplication(Map.of("source.delete-after", "1h"));
            Cli cli = Cli.on(site, folder);
            site.upload(KEY, "media");
            await().atMost(Duration.ofSeconds(40)).until(() -> site.records(KEY).contains("1.end"));
            site.uploadWithoutEvent(KEY, "newer media");
            site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(KEY));
            new LetterBox(site)
                    .put(S3Events.put(Site.SOURCES, KEY).json(), Map.of("kind", "permanent", "attempts", "1"));

            Cli.Result submit = cli.run("jobs", "submit", KEY, "--dry-run");
            Cli.Result replay = cli.run("dead-letters", "replay", "--dry-run");

            assertThat(submit.out()).contains(KEY).contains("would send");
            assertThat(replay.out()).contains("start a new encode");
            assertThat(site.exists(Site.SOURCES, KEY)).isFalse();

            site.queues().send(Site.EVENTS, S3Events.put(Site.SOURCES, KEY).json());
            await().atMost(Duration.ofSeconds(40)).until(() -> site.queues().depth(Site.EVENTS) == 0);
            assertThat(site.exists(Site.SOURCES, KEY))
                    .as("the instance, which may not have deleted it yet, takes the delete for the MAM's")
                    .isFalse();
            application.close();
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIsAFailureAndNotAnEmptyList() {
        try (Site site = Site.start()) {
            Cli cli = Cli.on(site, folder, Map.of("aws.s3.endpoint", "http://localhost:1"));

            for (Cli.Result result : new Cli.Result[] {
                cli.run("jobs", "list"), cli.run("jobs", "show", KEY), cli.run("jobs", "submit", "--prefix", "in/")
            }) {
                assertThat(result.exit()).isEqualTo(1);
                assertThat(result.out()).isEmpty();
                assertThat(result.err()).hasLineCount(1).contains("localhost");
            }
            Cli.Result submit = cli.run("jobs", "submit", KEY);
            assertThat(submit.exit()).isEqualTo(1);
            assertThat(submit.lines())
                    .singleElement()
                    .asString()
                    .startsWith("failed  " + KEY)
                    .contains("localhost");
        }
    }

    @Test
    void aKeyThatCannotBeJudgedFailsAndTheOthersAreSent() {
        try (Site site = Site.start();
                Wiretap s3 = Wiretap.start("s3", site.store().endpoint())) {
            List.of("in/1.mxf", "in/2.mxf", "in/3.mxf").forEach(key -> site.uploadWithoutEvent(key, "media"));
            s3.onOperation("HEAD in/2.mxf").always().answer(404, Map.of(), "");
            Cli cli =
                    Cli.on(site, folder, Map.of("aws.s3.endpoint", s3.endpoint().toString()));

            Cli.Result submit = cli.run("jobs", "submit", "--prefix", "in/");

            assertThat(submit.exit()).isEqualTo(1);
            assertThat(submit.lines()).hasSize(3);
            assertThat(submit.lines().get(0)).startsWith("sent  in/1.mxf");
            assertThat(submit.lines().get(1)).startsWith("failed  in/2.mxf: ").contains("the bucket lists it");
            assertThat(submit.lines().get(2)).startsWith("sent  in/3.mxf");
            assertThat(submit.err()).contains("Sent 2 of 3");
        }
    }

    @Test
    void aMarkerWithoutAJobIsNotListed() {
        try (Site site = Site.start()) {
            String id = "0123456789abcdef-0123456789abcdef";
            site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/open/" + id), RequestBody.fromString("1"));
            Cli cli = Cli.on(site, folder);

            assertThat(cli.run("jobs", "list", "--json").out()).isEmpty();
            assertThat(cli.run("jobs", "show", id).exit()).isEqualTo(1);
        }
    }
}
