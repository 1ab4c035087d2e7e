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
 * Reads the events of S3 and of stores like it, whichever way they came: from the store itself, through SNS (wrapped or raw),
 * through EventBridge. Whatever names a bucket and a key tells of an upload; everything else in an event is a hint, for the
 * bucket says what is there. Stateless but for its parser, and safe for use by several threads.
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

    /** More than fit into a message as S3 writes them. */
    private static final int MAX_RECORDS = 5_000;

    /** No event is from before S3 or from long after today, whatever its clock says. */
    private static final Instant EARLIEST = Instant.parse("2006-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private static final Pattern CREATION = Pattern.compile("(s3:)?ObjectCreated");

    private static final long UNKNOWN = -1;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

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
            return nativeEvent(root, body);
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
            JsonNode root = json.readTree(withoutMark(body));
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

    private static String withoutMark(String body) {
        return body.startsWith(BYTE_ORDER_MARK) ? body.substring(1) : body;
    }

    private S3Event nativeEvent(JsonNode root, String body) throws UnreadableException {
        JsonNode records = root.get("Records");
        if (!records.isArray()) {
            throw new UnreadableException("Records is not an array");
        }
        if (records.isEmpty()) {
            return S3Event.ignored(S3Event.EMPTY);
        }
        if (records.size() > MAX_RECORDS) {
            throw new UnreadableException(
                    "it has " + records.size() + " records, at most " + MAX_RECORDS + " are taken");
        }
        if (records.size() == 1) {
            return record(records.get(0), hint(root, "Key"), body);
        }
        List<String> events = eachOnItsOwn(body);
        List<Upload> uploads = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        Map<String, Integer> ignored = new LinkedHashMap<>();
        for (int i = 0; i < records.size(); i++) {
            String event = events.get(i);
            try {
                S3Event one = record(records.get(i), null, event);
                uploads.addAll(one.uploads());
                one.ignored().forEach((reason, count) -> ignored.merge(reason, count, Integer::sum));
            } catch (UnreadableException e) {
                // on its own it becomes a dead letter, and the sound records of the message are not held up by it
                unreadable.add(event);
            }
        }
        return new S3Event(uploads, unreadable, ignored);
    }

    /** @param outerKey as some stores name the object once more beside the records, with its bucket; null where there is none */
    private static S3Event record(JsonNode record, String outerKey, String event) throws UnreadableException {
        object(record, "a record");
        String source = hint(record, "eventSource");
        if (source != null && !source.endsWith(":s3") && !record.path("s3").isObject()) {
            return S3Event.ignored(S3Event.NOT_S3);
        }
        String name = hint(record, "eventName");
        if (name != null && !CREATION.matcher(name).lookingAt()) {
            return S3Event.ignored(S3Event.NOT_A_CREATION);
        }
        JsonNode s3 = object(record.get("s3"), "s3");
        JsonNode object = object(s3.get("object"), "s3.object");
        String bucket = bucket(s3);
        String written = text(object, "key");
        if (written.isEmpty() && outerKey != null && outerKey.startsWith(bucket + "/")) {
            written = outerKey.substring(bucket.length() + 1);
        }
        return S3Event.of(new Upload(
                bucket,
                ObjectKey.formDecodedOrPlain(written),
                ObjectKey.possible(written),
                size(object),
                Source.unquoted(hint(object, "eTag")),
                hint(object, "versionId"),
                instant(hint(record, "eventTime")),
                event,
                null));
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
        return S3Event.of(new Upload(
                bucket(detail),
                ObjectKey.plain(text(object, "key")),
                null,
                size(object),
                Source.unquoted(hint(object, "etag")),
                hint(object, "version-id"),
                instant(hint(root, "time")),
                body,
                null));
    }

    private static String bucket(JsonNode parent) throws UnreadableException {
        String name = text(object(parent.get("bucket"), "bucket"), "name");
        if (!BUCKET_NAME.matcher(name).matches()) {
            throw new UnreadableException("the bucket's name is not one that S3 allows");
        }
        return name;
    }

    private static long size(JsonNode object) {
        return object.path("size").asLong(UNKNOWN);
    }

    private static Instant instant(String time) {
        try {
            Instant read = time == null ? EARLIEST : Instant.parse(time);
            return read.isAfter(EARLIEST) && read.isBefore(LATEST) ? read : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A text that nothing depends on; null where it is missing, empty, or no text. */
    private static String hint(JsonNode parent, String field) {
        String text = parent.path(field).asText("");
        return text.isEmpty() ? null : text;
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
    private List<String> eachOnItsOwn(String marked) {
        String body = withoutMark(marked);
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
