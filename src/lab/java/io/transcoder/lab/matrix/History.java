package io.transcoder.lab.matrix;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.transcoder.sandbox.encoder.Encoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of some uploads, as the services saw it.
 *
 * @param encodings of the uploads' keys, deleted ones included
 * @param removals of source objects that took effect, in their order for one key
 * @param outputs what happened under the output prefix, in the order for one key
 * @param looks of the application at outputs
 * @param stopped ids of encodings whose stop the encoder accepted
 * @param letters all dead letters that were seen, also those that were dropped or sent back
 * @param open what {@code jobs list} says is open at the end
 * @param messages bodies of what is left in the events queue
 * @param forgotten ids of encodings that somebody else deleted at Bitmovin
 * @param ordered ids of encodings that an operator stopped
 * @param bills of all attempts; null in what was recorded before there were any
 */
record History(
        List<Uploaded> uploads,
        List<Encoder.Encoding> encodings,
        List<Removal> removals,
        List<OutputChange> outputs,
        List<Look> looks,
        Set<String> stopped,
        List<Letter> letters,
        List<OpenJob> open,
        List<String> messages,
        Set<String> forgotten,
        Set<String> ordered,
        List<Billed> bills) {
    History {
        forgotten = forgotten == null ? Set.of() : forgotten;
        ordered = ordered == null ? Set.of() : ordered;
    }

    enum Actor {
        APPLICATION,
        ENCODER,
        /** The MAM, its people, or anybody else who is not the application. */
        MAM
    }

    /**
     * @param version what a HEAD shows of it; of two uploads of a key with equal ones nobody can tell which is which
     * @param events every event that was sent of it, each with this one record
     */
    record Uploaded(String key, Version version, List<String> events, Instant at) {}

    /**
     * @param versionId null without versions
     * @param eTag without quotes
     * @param lastModified in whole seconds, as HTTP tells it
     */
    record Version(String versionId, String eTag, Instant lastModified, long size) {}

    /**
     * @param versionId the version or delete marker that is gone for good; null where the delete named none
     * @param markerId of the delete marker that came of it; null without versions
     * @param asked when the request reached the wire; before {@code at} where it was applied later
     */
    record Removal(String key, Actor by, String versionId, String markerId, Instant at, Instant asked) {}

    /**
     * @param encodingId whose file it is; null for a removal, and for bytes that no encoding wrote
     * @param removed false where it was written
     */
    record OutputChange(String key, Actor by, boolean removed, String encodingId, Instant at) {}

    /** @param of an output's key, or an encoding whose muxing was asked for */
    record Look(String of, Instant at) {}

    record Letter(String body, Map<String, String> attributes, Fate fate) {}

    enum Fate {
        LYING,
        /** Given up by an operator. */
        DROPPED,
        SENT_BACK
    }

    /**
     * @param record null where there is none
     * @param forSums all that sums find of this attempt
     * @param announced whether the bill is still to come
     */
    record Billed(String encodingId, String record, List<String> forSums, boolean announced) {}

    /** @param eTag null where the list does not know it */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record OpenJob(String id, String key, String versionId, String etag) {}
}
