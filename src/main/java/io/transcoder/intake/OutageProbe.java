package io.transcoder.intake;

import io.transcoder.bitmovin.Bitmovin;
import java.util.function.Supplier;
import org.apache.camel.throttling.ThrottlingExceptionHalfOpenHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/** Asks, while the intake is paused, whether Bitmovin and S3 answer again, so that no message is spent on finding out. */
public record OutageProbe(Supplier<Bitmovin> bitmovin, S3Client s3, String jobsBucket)
        implements ThrottlingExceptionHalfOpenHandler {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

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
