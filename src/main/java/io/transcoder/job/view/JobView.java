package io.transcoder.job.view;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A job as lists show it.
 *
 * @param bucket and key of the source; null for a job that an earlier release skipped, which did not record them
 * @param versionId null where there is none
 * @param eTag without quotes; null where unknown
 * @param encodingId of the last attempt; null where it has none
 * @param outputs keys in the output bucket
 * @param createdAt when the store took the first record
 * @param updatedAt when the store took the latest one
 * @param reason why it failed, was skipped or is held; null otherwise
 * @param source what became of the source and why, for people
 * @param heldBy {@code paused} or {@code budget}; null where it is not held
 * @param billableMinutes of all attempts; null where no bill is there yet
 */
public record JobView(
        String id,
        String bucket,
        String key,
        String versionId,
        String eTag,
        Stage stage,
        String encodingId,
        List<String> outputs,
        Instant createdAt,
        Instant updatedAt,
        String reason,
        String source,
        String heldBy,
        Double billableMinutes) {
    public JobView {
        outputs = List.copyOf(outputs);
    }

    /** The key after its last slash; null where the key is unknown. */
    public String name() {
        return key == null ? null : key.substring(key.lastIndexOf('/') + 1);
    }

    public boolean isLive() {
        return stage == Stage.CLAIMED || stage == Stage.HELD || stage == Stage.ENCODING;
    }

    /** The fields of the JSON form of a list, in order; a value that is not known is null. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("bucket", bucket);
        fields.put("key", key);
        fields.put("versionId", versionId);
        fields.put("etag", eTag);
        fields.put("state", stage.toString());
        fields.put("encodingId", encodingId);
        fields.put("outputs", outputs);
        fields.put("createdAt", createdAt.toString());
        fields.put("updatedAt", updatedAt.toString());
        fields.put("failure", stage == Stage.FAILED ? reason : null);
        if (stage == Stage.HELD) {
            fields.put("heldBy", heldBy);
            fields.put("reason", reason);
        }
        if (billableMinutes != null) {
            fields.put("billableMinutes", billableMinutes);
        }
        return fields;
    }
}
