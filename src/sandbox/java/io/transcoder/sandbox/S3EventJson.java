package io.transcoder.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The messages that S3 sends to a queue, version 2.1 (Amazon S3 User Guide, "Event message structure").
 */
final class S3EventJson {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String PRINCIPAL = "AWS:AIDASANDBOXSANDBOXSAN";
    private static final String OWNER = "A3SANDBOXOWNER";
    private static final String HOST_ID =
            "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD3DYxSvqLyx9BgzRWA9Z8Rw==";

    private final String region;

    S3EventJson(String region) {
        this.region = region;
    }

    /** One message of one record. */
    String created(ObjectCreated created) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        ObjectNode event = message.putArray("Records").addObject();
        event.put("eventVersion", "2.1")
                .put("eventSource", "aws:s3")
                .put("awsRegion", region)
                .put("eventTime", TIME.format(created.at()))
                .put("eventName", "ObjectCreated:" + created.how());
        event.putObject("userIdentity").put("principalId", PRINCIPAL);
        event.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
        event.putObject("responseElements")
                .put("x-amz-request-id", created.sequencer())
                .put("x-amz-id-2", HOST_ID);
        ObjectNode s3 = event.putObject("s3");
        s3.put("s3SchemaVersion", "1.0").put("configurationId", "uploads");
        ObjectNode bucket = s3.putObject("bucket");
        bucket.put("name", created.bucket());
        bucket.putObject("ownerIdentity").put("principalId", OWNER);
        bucket.put("arn", "arn:aws:s3:::" + created.bucket());
        ObjectNode object = s3.putObject("object");
        object.put("key", encodedKey(created.key())).put("size", created.size()).put("eTag", created.eTag());
        if (created.versionId() != null) {
            object.put("versionId", created.versionId());
        }
        object.put("sequencer", created.sequencer());
        return message.toString();
    }

    /** What S3 sends when a notification configuration is saved. */
    static String test(String bucket, Instant at) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("Service", "Amazon S3")
                .put("Event", "s3:TestEvent")
                .put("Time", TIME.format(at))
                .put("Bucket", bucket)
                .put("RequestId", "5582815E1AEA5ADF")
                .put("HostId", HOST_ID)
                .toString();
    }

    /** The form encoding (space is {@code +}) with slashes kept. */
    static String encodedKey(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
