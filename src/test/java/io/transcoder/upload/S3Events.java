package io.transcoder.upload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Events as AWS writes them, for tests. Immutable: each call gives a changed copy. An event has a size, an eTag and a
 * sequencer unless the test says otherwise; null leaves a field out.
 */
public record S3Events(
        String bucket,
        String key,
        Long objectSize,
        String objectETag,
        String objectVersionId,
        String objectSequencer,
        String name,
        String time) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public static S3Events put(String bucket, String key) {
        return new S3Events(
                bucket,
                key,
                1_048_576L,
                "d41d8cd98f00b204e9800998ecf8427e",
                null,
                "0055AED6DCD90281E5",
                "ObjectCreated:Put",
                "2026-11-24T06:00:00.123Z");
    }

    public S3Events size(long bytes) {
        return new S3Events(bucket, key, bytes, objectETag, objectVersionId, objectSequencer, name, time);
    }

    public S3Events eTag(String eTag) {
        return new S3Events(bucket, key, objectSize, eTag, objectVersionId, objectSequencer, name, time);
    }

    public S3Events versionId(String versionId) {
        return new S3Events(bucket, key, objectSize, objectETag, versionId, objectSequencer, name, time);
    }

    public S3Events sequencer(String sequencer) {
        return new S3Events(bucket, key, objectSize, objectETag, objectVersionId, sequencer, name, time);
    }

    /** For instance {@code ObjectCreated:CompleteMultipartUpload}. */
    public S3Events eventName(String eventName) {
        return new S3Events(bucket, key, objectSize, objectETag, objectVersionId, objectSequencer, eventName, time);
    }

    /** ISO 8601. */
    public S3Events eventTime(String eventTime) {
        return new S3Events(bucket, key, objectSize, objectETag, objectVersionId, objectSequencer, name, eventTime);
    }

    /** The native event, with this as its only record. */
    public String json() {
        return records(this);
    }

    /** The native event inside the notification of SNS. */
    public String sns() {
        return inSns(json());
    }

    /** The event as EventBridge sends it. */
    public String eventBridge() {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "0")
                .put("id", "17793124-05d4-b198-2fde-7ededc63b103")
                .put("detail-type", name.startsWith("ObjectCreated:") ? "Object Created" : "Object Deleted")
                .put("source", "aws.s3")
                .put("account", "111122223333");
        putIfKnown(event, "time", time);
        event.put("region", "eu-west-1").putArray("resources").add("arn:aws:s3:::" + bucket);
        ObjectNode detail = event.putObject("detail").put("version", "0");
        detail.putObject("bucket").put("name", bucket);
        ObjectNode object = detail.putObject("object").put("key", key);
        if (objectSize != null) {
            object.put("size", objectSize);
        }
        putIfKnown(object, "etag", objectETag);
        putIfKnown(object, "version-id", objectVersionId);
        putIfKnown(object, "sequencer", objectSequencer);
        detail.put("request-id", "N4N7GDK58NMKJ12R")
                .put("requester", "123456789012")
                .put("source-ip-address", "1.2.3.4")
                .put("reason", "PutObject");
        return event.toString();
    }

    /** The record alone, as it stands in {@code Records}. */
    public String record() {
        ObjectNode event = JSON.createObjectNode();
        event.put("eventVersion", "2.1").put("eventSource", "aws:s3").put("awsRegion", "eu-west-1");
        putIfKnown(event, "eventTime", time);
        event.put("eventName", name).putObject("userIdentity").put("principalId", "AWS:AIDAJDPLRKLG7UEXAMPLE");
        event.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
        event.putObject("responseElements")
                .put("x-amz-request-id", "C3D13FE58DE4C810")
                .put("x-amz-id-2", "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD");
        ObjectNode s3 = event.putObject("s3").put("s3SchemaVersion", "1.0").put("configurationId", "uploads");
        ObjectNode bucketNode = s3.putObject("bucket").put("name", bucket);
        bucketNode.putObject("ownerIdentity").put("principalId", "A3NL1KOZZKExample");
        bucketNode.put("arn", "arn:aws:s3:::" + bucket);
        ObjectNode object = s3.putObject("object").put("key", encoded(key));
        if (objectSize != null) {
            object.put("size", objectSize);
        }
        putIfKnown(object, "eTag", objectETag);
        putIfKnown(object, "versionId", objectVersionId);
        putIfKnown(object, "sequencer", objectSequencer);
        return event.toString();
    }

    /** One native event with several records. */
    public static String records(S3Events... events) {
        return Arrays.stream(events).map(S3Events::record).collect(Collectors.joining(",", "{\"Records\":[", "]}"));
    }

    /** Any text inside the notification of SNS. */
    public static String inSns(String message) {
        return JSON.createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324")
                .put("TopicArn", "arn:aws:sns:eu-west-1:111122223333:uploads")
                .put("Subject", "Amazon S3 Notification")
                .put("Message", message)
                .put("Timestamp", "2026-11-24T06:00:00.500Z")
                .put("SignatureVersion", "1")
                .put("Signature", "EXAMPLE")
                .toString();
    }

    /** What S3 sends when a notification configuration is saved. */
    public static String testEvent(String bucket) {
        return JSON.createObjectNode()
                .put("Service", "Amazon S3")
                .put("Event", "s3:TestEvent")
                .put("Time", "2026-11-24T06:00:00.000Z")
                .put("Bucket", bucket)
                .put("RequestId", "5582815E1AEA5ADF")
                .put("HostId", "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR")
                .toString();
    }

    /** A key as it stands in a native event: form-encoded, slashes left alone. */
    public static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    private static void putIfKnown(ObjectNode node, String field, String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}
