package io.transcoder.app;

import io.transcoder.bitmovin.Bitmovin;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.camel.Route;
import org.apache.camel.throttling.ThrottlingExceptionHalfOpenHandler;
import org.apache.camel.throttling.ThrottlingExceptionRoutePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Asks, while the intake is paused, whether Bitmovin and S3 answer again, so that no message is spent on finding out.
 */
final class Outage implements ThrottlingExceptionHalfOpenHandler {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final int FAILURES = 3;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(10);

    private final Supplier<Bitmovin> bitmovin;
    private final S3Client s3;
    private final String jobsBucket;

    Outage(Supplier<Bitmovin> bitmovin, S3Client s3, String jobsBucket) {
        this.bitmovin = bitmovin;
        this.s3 = s3;
        this.jobsBucket = jobsBucket;
    }

    /** The intake's policy: some messages held in a row stop it until a probe succeeds. */
    ThrottlingExceptionRoutePolicy policy() {
        var policy = new ThrottlingExceptionRoutePolicy(FAILURES, WINDOW.toMillis(), BETWEEN_PROBES.toMillis(), null) {
            @Override
            protected void openCircuit(Route route) {
                LOG.warn(
                        "The intake is paused: {} messages in a row could not be worked on; Bitmovin and S3 are"
                                + " asked every {} s",
                        FAILURES,
                        BETWEEN_PROBES.toSeconds());
                super.openCircuit(route);
            }
        };
        policy.setHalfOpenHandler(this);
        return policy;
    }

    @Override
    public boolean isReadyToBeClosed() {
        try {
            bitmovin.get().call("GET /encoding/inputs?limit=1", null);
            s3.headBucket(b -> b.bucket(jobsBucket));
            LOG.info("Bitmovin and S3 answer: the intake goes on");
            return true;
        } catch (RuntimeException e) {
            LOG.warn("The intake stays paused: {}", e.getMessage());
            return false;
        }
    }
}
