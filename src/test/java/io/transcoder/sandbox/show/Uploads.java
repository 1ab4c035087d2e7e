package io.transcoder.sandbox.show;

import io.transcoder.sandbox.Site;
import io.transcoder.upload.S3EventReader;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The events of the source bucket, as the queue gets them: an observer beside the queue takes no receives from it. */
final class Uploads {
    /** @param at when the object was visible, and its event in the queue */
    record Event(String json, Instant at) {}

    private final Map<String, Event> latest = new ConcurrentHashMap<>();

    Uploads(Site site) {
        site.store().onObjectCreated(Site.SOURCES, json -> new S3EventReader()
                .read(json)
                .uploads()
                .forEach(upload -> latest.put(upload.key(), new Event(json, Instant.now()))));
    }

    Optional<Event> of(String key) {
        return Optional.ofNullable(latest.get(key));
    }

    void forget(String key) {
        latest.remove(key);
    }
}
