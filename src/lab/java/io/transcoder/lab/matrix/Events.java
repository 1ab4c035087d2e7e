package io.transcoder.lab.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.lab.matrix.History.Uploaded;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Reads S3's events, and makes those that S3 did not send. */
final class Events {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Events() {}

    static String key(String event) {
        return URLDecoder.decode(object(event).path("key").asText(), StandardCharsets.UTF_8);
    }

    static String eTag(String event) {
        return object(event).path("eTag").asText();
    }

    static long size(String event) {
        return object(event).path("size").asLong();
    }

    /** Null without versions. */
    static String versionId(String event) {
        return object(event).path("versionId").asText(null);
    }

    /** When the store wrote the object. */
    static Instant time(String event) {
        return Instant.parse(record(event).path("eventTime").asText());
    }

    private static JsonNode object(String event) {
        return record(event).path("s3").path("object");
    }

    private static JsonNode record(String event) {
        try {
            return JSON.readTree(event).path("Records").path(0);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** As {@code jobs submit} sends it: in S3's form, without a sequencer, which only S3 can give. */
    static String submitted(Uploaded upload, Instant clock) {
        History.Version version = upload.version();
        String versionId = version.versionId() == null ? "" : ",\"versionId\":\"%s\"".formatted(version.versionId());
        String key = URLEncoder.encode(upload.key(), StandardCharsets.UTF_8).replace("%2F", "/");
        return """
                {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"%s",\
                "eventName":"ObjectCreated:Put","s3":{"s3SchemaVersion":"1.0","configurationId":"jobs-submit",\
                "bucket":{"name":"%s","arn":"arn:aws:s3:::%s"},"object":{"key":"%s","size":%d,"eTag":"%s"%s}}}]}\
                """.formatted(
                        clock.truncatedTo(ChronoUnit.MILLIS),
                        World.SOURCES,
                        World.SOURCES,
                        key,
                        version.size(),
                        version.eTag(),
                        versionId);
    }

    /** The same event with another sequencer, as somebody could make it who may write to the queue. */
    static String forged(String event, String sequencer) {
        return event.replaceAll("\"sequencer\":\"[0-9A-F]+\"", "\"sequencer\":\"" + sequencer + "\"");
    }
}
