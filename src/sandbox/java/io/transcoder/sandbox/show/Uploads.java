package io.transcoder.sandbox.show;

import io.transcoder.sandbox.Services;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The events of the source bucket, as the queue gets them: an observer beside the queue takes no receives from it. */
final class Uploads {
    /** @param at when the object was visible, and its event in the queue */
    record Event(String json, Upload upload, Instant at) {}

    private final Services site;
    private final Map<String, Event> latest = new ConcurrentHashMap<>();

    Uploads(Services site) {
        this.site = site;
        site.onUpload(this::told);
    }

    Optional<Event> of(String key) {
        return Optional.ofNullable(latest.get(key));
    }

    void forget(String key) {
        latest.remove(key);
    }

    /** Which upload it is, the store says, as it does to the application. */
    private void told(String json) {
        Instant at = Instant.now();
        for (Upload upload : new S3EventReader().read(json).uploads()) {
            HeadObjectResponse head =
                    site.s3().headObject(b -> b.bucket(upload.bucket()).key(upload.key()));
            var source = new Source(head.eTag(), head.versionId(), head.lastModified(), head.contentLength());
            latest.put(upload.key(), new Event(json, upload.seenAs(source), at));
        }
    }
}
