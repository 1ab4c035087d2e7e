package io.transcoder.upload;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes an S3 event for an object of which S3 itself has sent none (Amazon S3 User Guide, "Event message structure"). It has
 * no sequencer, which only S3 can give.
 */
public record S3EventWriter(String region) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * @param eTag without quotes
     * @param versionId null where there is none
     * @param time when the object was the newest version of its key; without sequencers the later of two events is of the newer one
     */
    public String put(String bucket, String key, long size, String eTag, String versionId, Instant time) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        ObjectNode event = message.putArray("Records").addObject();
        event.put("eventVersion", "2.1")
                .put("eventSource", "aws:s3")
                .put("awsRegion", region)
                .put("eventTime", TIME.format(time))
                .put("eventName", "ObjectCreated:Put");
        ObjectNode s3 = event.putObject("s3");
        s3.put("s3SchemaVersion", "1.0").put("configurationId", "jobs-submit");
        s3.putObject("bucket").put("name", bucket).put("arn", "arn:aws:s3:::" + bucket);
        ObjectNode object = s3.putObject("object");
        object.put("key", encoded(key)).put("size", size).put("eTag", eTag);
        if (versionId != null) {
            object.put("versionId", versionId);
        }
        return message.toString();
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
