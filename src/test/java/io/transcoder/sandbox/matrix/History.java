package io.transcoder.sandbox.matrix;

import io.transcoder.sandbox.encoder.Encoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of some uploads, as the services saw it.
 *
 * @param encodings of the uploads' keys, deleted ones included
 * @param deletions of source objects that took place
 * @param outputs keys of the non-empty objects under the output prefix at the end
 * @param ledger the bodies of the jobs' records at the end by their names without the ledger's prefix, such as
 *     {@code open/ID} and {@code ID/1.claim}
 * @param messages bodies of what is left in the events queue
 */
record History(
        List<Uploaded> uploads,
        List<Encoder.Encoding> encodings,
        List<Deletion> deletions,
        Set<String> outputs,
        Map<String, String> ledger,
        List<Letter> deadLetters,
        List<String> messages) {

    /**
     * @param jobId as the application computes it from the event
     * @param eTag without quotes
     * @param event with this one record, as the store sent it
     */
    record Uploaded(String jobId, String key, String eTag, String event, Instant at) {}

    /** @param eTag without quotes, of the bytes that are gone */
    record Deletion(String key, String eTag, Instant at) {}

    record Letter(String body, Map<String, String> attributes) {}
}
