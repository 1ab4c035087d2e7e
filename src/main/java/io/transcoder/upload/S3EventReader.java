package io.transcoder.upload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the events of S3, whichever way they came: from S3 itself, through SNS (wrapped or raw), through EventBridge.
 * A message is read as a whole or not at all. Stateless but for its parser, and safe for use by several threads.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event
 *     message structure</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html">Amazon EventBridge event
 *     structure</a>
 */
public final class S3EventReader {

    /** The largest message that SQS takes, in bytes. */
    static final int MAX_BODY_BYTES = 1 << 20;

    /** Real events nest six deep. */
    private static final int MAX_DEPTH = 32;

    private static final int MAX_PARSER_WORDS = 100;

    /** Wider than today's naming rules, which older buckets and other stores do not keep to. */
    private static final Pattern BUCKET_NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    private static final Pattern VERSION_2 = Pattern.compile("2(\\.[0-9]{1,9})?");

    private final ObjectMapper json;

    public S3EventReader() {
        StreamReadConstraints limits = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_BODY_BYTES)
                .build();
        // the names come from strangers: the parser's table of them would outlive the message
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(limits)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
        json = JsonMapper.builder(factory)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /**
     * What the message says.
     *
     * @param body as received from the queue, may be null
     * @throws MalformedEventException if it is not an event of S3, or any part of it cannot be trusted
     */
    public S3Event read(String body) {
        try {
            return event(body, false);
        } catch (UnreadableException e) {
            throw new MalformedEventException(e.getMessage(), body);
        }
    }

    private S3Event event(String body, boolean unwrapped) throws UnreadableException {
        JsonNode root = parsed(body);
        if (root.has("Records")) {
            return nativeEvent(root.get("Records"), body);
        }
        if ("s3:TestEvent".equals(textOrNull(root, "Event"))) {
            return S3Event.ignored(S3Event.TEST_EVENT);
        }
        if (root.has("detail-type")) {
            return eventBridgeEvent(root, body);
        }
        String type = textOrNull(root, "Type");
        if (type == null) {
            throw new UnreadableException("it has no Records, and is no envelope of SNS or EventBridge");
        }
        return switch (type) {
            case "SubscriptionConfirmation", "UnsubscribeConfirmation" -> S3Event.ignored(S3Event.SNS_SUBSCRIPTION);
            case "Notification" -> {
                if (unwrapped) {
                    throw new UnreadableException("it is an SNS notification inside another one");
                }
                yield event(text(root, "Message"), true);
            }
            default -> throw new UnreadableException("it has a Type that SNS does not use, and no Records");
        };
    }

    private JsonNode parsed(String body) throws UnreadableException {
        if (body == null || body.isBlank()) {
            throw new UnreadableException("it is empty");
        }
        if (body.length() > MAX_BODY_BYTES || ObjectKey.utf8(body, "it").length > MAX_BODY_BYTES) {
            throw new UnreadableException("it is longer than " + MAX_BODY_BYTES + " bytes");
        }
        try {
            JsonNode root = json.readTree(body);
            if (!root.isObject()) {
                throw new UnreadableException("it is not a JSON object");
            }
            return root;
        } catch (JsonProcessingException e) {
            // not as the cause: the parser quotes the message, which a stack trace would print unescaped
            throw new UnreadableException(
                    "it is not valid JSON (" + LogText.safe(e.getOriginalMessage(), MAX_PARSER_WORDS) + ")");
        }
    }

    private S3Event nativeEvent(JsonNode records, String body) throws UnreadableException {
        if (!records.isArray()) {
            throw new UnreadableException("Records is not an array");
        }
        if (records.isEmpty()) {
            return S3Event.ignored(S3Event.EMPTY);
        }
        List<String> events = records.size() == 1 ? List.of(body) : eachOnItsOwn(body);
        List<Upload> uploads = new ArrayList<>();
        Map<String, Integer> ignored = new LinkedHashMap<>();
        for (int i = 0; i < records.size(); i++) {
            JsonNode record = object(records.get(i), "a record");
            String reason = reasonToIgnore(record);
            if (reason == null) {
                uploads.add(nativeUpload(record, events.get(i)));
            } else {
                ignored.merge(reason, 1, Integer::sum);
            }
        }
        return new S3Event(uploads, ignored);
    }

    private static String reasonToIgnore(JsonNode record) throws UnreadableException {
        if (!text(record, "eventSource").equals("aws:s3")) {
            return S3Event.NOT_S3;
        }
        if (!VERSION_2.matcher(text(record, "eventVersion")).matches()) {
            throw new UnreadableException("its eventVersion is not 2.x");
        }
        String name = text(record, "eventName");
        boolean creation = name.startsWith("ObjectCreated:") || name.startsWith("s3:ObjectCreated:");
        return creation ? null : S3Event.NOT_A_CREATION;
    }

    private static Upload nativeUpload(JsonNode record, String event) throws UnreadableException {
        JsonNode s3 = object(record.get("s3"), "s3");
        JsonNode object = object(s3.get("object"), "s3.object");
        return upload(
                bucket(s3),
                ObjectKey.formDecoded(text(object, "key")),
                object,
                textOrNull(object, "eTag"),
                textOrNull(object, "versionId"),
                textOrNull(record, "eventTime"),
                event);
    }

    private static S3Event eventBridgeEvent(JsonNode root, String body) throws UnreadableException {
        if (!text(root, "source").equals("aws.s3")) {
            return S3Event.ignored(S3Event.NOT_S3);
        }
        if (!text(root, "detail-type").equals("Object Created")) {
            return S3Event.ignored(S3Event.NOT_A_CREATION);
        }
        JsonNode detail = object(root.get("detail"), "detail");
        JsonNode object = object(detail.get("object"), "detail.object");
        Upload upload = upload(
                bucket(detail),
                ObjectKey.plain(text(object, "key")),
                object,
                textOrNull(object, "etag"),
                textOrNull(object, "version-id"),
                textOrNull(root, "time"),
                body);
        return new S3Event(List.of(upload), Map.of());
    }

    private static Upload upload(
            String bucket, String key, JsonNode object, String eTag, String versionId, String time, String event)
            throws UnreadableException {
        try {
            return new Upload(
                    bucket, key, size(object), eTag, versionId, textOrNull(object, "sequencer"), instant(time), event);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(e.getMessage());
        }
    }

    private static String bucket(JsonNode parent) throws UnreadableException {
        String name = text(object(parent.get("bucket"), "bucket"), "name");
        if (!BUCKET_NAME.matcher(name).matches()) {
            throw new UnreadableException("the bucket's name is not one that S3 allows");
        }
        return name;
    }

    private static long size(JsonNode object) throws UnreadableException {
        JsonNode size = object.get("size");
        if (size == null || !size.isIntegralNumber() || !size.canConvertToLong()) {
            throw new UnreadableException("size is missing or not a whole number of bytes");
        }
        return size.longValue();
    }

    /** The time only breaks a tie, so one that cannot be read is no reason to refuse an upload. */
    private static Instant instant(String time) {
        try {
            return time == null ? null : Instant.parse(time);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static JsonNode object(JsonNode node, String what) throws UnreadableException {
        if (node == null || !node.isObject()) {
            throw new UnreadableException(what + " is missing or not an object");
        }
        return node;
    }

    private static String text(JsonNode parent, String field) throws UnreadableException {
        String text = textOrNull(parent, field);
        if (text == null) {
            throw new UnreadableException(field + " is missing");
        }
        return text;
    }

    private static String textOrNull(JsonNode parent, String field) throws UnreadableException {
        JsonNode node = parent.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw new UnreadableException(field + " is not a text");
        }
        ObjectKey.utf8(node.textValue(), field);
        return node.textValue();
    }

    /** Each record, cut out of the text so that not a character of it changes, in an event of its own. */
    private List<String> eachOnItsOwn(String body) {
        char[] text = body.toCharArray();
        List<String> events = new ArrayList<>();
        try (JsonParser parser = json.getFactory().createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean records = parser.currentName().equals("Records");
                parser.nextToken();
                if (!records) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    int start = (int) parser.currentTokenLocation().getCharOffset();
                    parser.skipChildren();
                    int end = (int) parser.currentLocation().getCharOffset();
                    events.add("{\"Records\":[" + body.substring(start, end) + "]}");
                }
            }
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException("an event that was read a moment ago cannot be read again", e);
        }
    }
}
