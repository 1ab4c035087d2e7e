package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Outcome;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** A record is held against the configuration: a ledger belongs to one installation, and nothing is done by a record of another. */
class LedgerOwnershipTest extends RunningSite {
    @Test
    void anotherInstallationWithTheSameLedgerDoesNotStart() {
        site.store().createBucket("other-in");
        site.encoder().addS3Input("other-input", "other-in");

        assertThatThrownBy(() ->
                        site.startApplication(Map.of("source.bucket", "other-in", "bitmovin.input", "other-input")))
                .hasMessageContaining("mam-out/_jobs/")
                .hasMessageContaining("jobs.prefix")
                .hasMessageContaining(Site.SOURCES);
    }

    @Test
    void aNewLedgerIsNotTakenWhileEncodingsOfAnotherAreAtWork() {
        String key = "in/at-work.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() == 1));

        assertThatThrownBy(() -> site.startApplication(Map.of("jobs.prefix", "_other-jobs/")))
                .hasMessageContaining("jobs.prefix")
                .hasMessageContaining("jobs list");

        finish.complete(null);
        settled(key);
        site.startApplication(Map.of("jobs.prefix", "_other-jobs/")).close();
    }

    @Test
    void aForgedRecordOfAnotherBucketDeletesNothing() {
        site.store().createBucket("somebody-elses");
        site.s3().putObject(b -> b.bucket("somebody-elses").key("in/master.mxf"), RequestBody.fromString("master"));
        String key = "in/genuine.mxf";
        site.upload(key, "media");
        settled(key);
        String folder = site.names("_jobs/").stream()
                .filter(name -> name.endsWith("/1.claim") && content(name).contains("genuine.mxf"))
                .findFirst()
                .orElseThrow();
        String id = "0000000000000000-0000000000000000";
        put(
                "_jobs/" + id + "/1.claim",
                content(folder).replace(Site.SOURCES, "somebody-elses").replace("genuine", "master"));
        put("_jobs/" + id + "/1.start", "{}");
        put("_jobs/" + id + "/1.end", content(folder.replace("1.claim", "1.end")));
        put("_jobs/open/" + id + ".1", "{}");

        String after = "in/after-the-forgery.mxf";
        site.upload(after, "media");
        settled(after);
        String later = "in/later-still.mxf";
        site.upload(later, "media");
        settled(later);

        assertThat(site.exists("somebody-elses", "in/master.mxf")).isTrue();
        assertThat(site.names("_jobs/" + id + "/")).noneMatch(name -> name.endsWith("1.clean"));
        site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/open/" + id + ".1"));
    }

    private String content(String name) {
        return site.s3().getObjectAsBytes(b -> b.bucket(Site.OUTPUTS).key(name)).asUtf8String();
    }

    private void put(String name, String text) {
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(name), RequestBody.fromString(text));
    }
}
