package io.transcoder.promises;

import io.transcoder.sandbox.Wiretap;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/** The running application with a tap on its wire to S3; what a test does to the wire ends with the test. */
abstract class SiteWithTappedStore extends RunningSite {
    protected Wiretap s3;

    /** Settings besides the address of S3. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    @Override
    protected final Map<String, String> overrides() {
        s3 = Wiretap.start("s3", site.store().endpoint());
        var overrides = new HashMap<>(settings());
        overrides.put("aws.s3.endpoint", s3.endpoint().toString());
        return overrides;
    }

    @AfterEach
    void healStore() {
        s3.heal();
    }

    @Override
    @AfterAll
    void stop() {
        super.stop();
        s3.close();
    }
}
