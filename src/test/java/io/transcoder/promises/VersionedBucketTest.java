package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Outcome;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The promises on a source bucket that keeps versions. */
class VersionedBucketTest extends RunningSite {
    @Override
    protected Site newSite() {
        return Site.startVersioned();
    }

    @Test
    void theDeleteLeavesAMarkerSoThatItCanBeUndone() {
        String key = "in/versioned.mxf";
        site.upload(key, "media");
        settled(key);

        assertThat(site.record(key, "1.clean")).contains("deleted");
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        var versions = site.s3().listObjectVersions(b -> b.bucket(Site.SOURCES).prefix(key));
        assertThat(versions.versions()).as("the bytes are still there").hasSize(1);
    }

    @Test
    void aNewVersionOfTheSameBytesIsAnUploadOfItsOwnAndIsNotDeletedForTheOlder() {
        String key = "in/twice.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish), 1);
        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() == 1));

        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).size() == 2);
        settled(key);

        assertThat(site.encodingsOf(key)).extracting(Encoder.Encoding::status).contains("CANCELED", "FINISHED");
        assertThat(site.records(key)).contains("1.stop", "1.clean");
    }
}
