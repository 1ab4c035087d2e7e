package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A request that was given up may be carried out later. What it then changes does not matter. */
class LateRequestsTest extends SiteWithTappedStore {
    @Override
    protected Site newSite() {
        return Site.startVersioned();
    }

    @Test
    void theSameBytesUploadedBetweenTheLookAndTheDeleteAreNotLost() {
        String key = "in/between.mxf";
        s3.on(request -> request.method().equals("DELETE") && request.path().contains("/in/between.mxf"))
                .before(() -> site.upload(key, "media"));
        site.upload(key, "media");

        await().atMost(Duration.ofSeconds(60)).until(() -> site.encodingsOf(key).size() == 2);
        settled(key);
        assertThat(site.encodingsOf(key)).extracting(Encoder.Encoding::status).containsOnly("FINISHED");
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
    }
}
