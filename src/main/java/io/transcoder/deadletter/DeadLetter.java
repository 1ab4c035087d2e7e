package io.transcoder.deadletter;

import io.transcoder.job.Replay;
import io.transcoder.upload.MalformedEventException;
import io.transcoder.upload.NameForms;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * A message of the dead-letter queue, whoever put it there. All of it is untrusted text.
 *
 * @param receiptHandle of the latest receive
 * @param receivedAt when SQS took it; for a message that SQS moved by itself, when it took the original. Null where SQS does not say
 * @param body as received
 * @param movedBySqs whether SQS moved the message here because it was received too often, so that no cause is known; attributes
 *     that it may have are of an earlier failure
 * @param attributes by name; a binary one as Base64
 * @param uploads what the body announces; more than one only in a message that SQS moved by itself, none where there is nothing to
 *     transcode
 * @param fault why the body can't be read; null where it can
 */
public record DeadLetter(
        String messageId,
        String receiptHandle,
        Instant receivedAt,
        String body,
        boolean movedBySqs,
        Map<String, String> attributes,
        List<Upload> uploads,
        String fault) {
    /** The names of the {@link #fields}, which conditions use. */
    static final List<String> FIELDS = List.copyOf(new DeadLetter("", "", null, "", true, Map.of(), List.of(), null)
            .fields()
            .keySet());

    private static final String EXHAUSTED = "exhausted";

    public DeadLetter {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        uploads = List.copyOf(uploads);
    }

    static DeadLetter of(Message message, S3EventReader events) {
        List<Upload> uploads = List.of();
        String fault = null;
        try {
            uploads = events.read(message.body()).uploads();
        } catch (MalformedEventException e) {
            fault = e.getMessage();
        }
        String sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
        Map<String, String> attributes = new HashMap<>();
        message.messageAttributes().forEach((name, value) -> attributes.put(name, text(value)));
        return new DeadLetter(
                message.messageId(),
                message.receiptHandle(),
                sent == null ? null : Instant.ofEpochMilli(Long.parseLong(sent)),
                message.body(),
                message.attributes().containsKey(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN)
                        || !attributes.containsKey(LetterAttributes.KIND),
                attributes,
                uploads,
                fault);
    }

    /** What the intake will read from the attributes, in the form that it trusts. */
    public Replay replay() {
        return Replay.read(new HashMap<>(attributes));
    }

    /** Null where unknown. */
    public String step() {
        return attributes.get(LetterAttributes.STEP);
    }

    /** Bitmovin's or AWS' code of the error; null where unknown. */
    public String code() {
        return attributes.get(LetterAttributes.CODE);
    }

    /** Of the message's first upload; null where there is none. */
    public Upload upload() {
        return uploads.isEmpty() ? null : uploads.get(0);
    }

    /** The job that failed, as the attribute says; null where it does not. */
    public String jobId() {
        return replay().jobId();
    }

    public String kind() {
        return movedBySqs ? EXHAUSTED : attributes.get(LetterAttributes.KIND);
    }

    /** How often the upload was tried in vain; a message that SQS moved says nothing of its last try, which counts too. */
    public int attempts() {
        return replay().attempts() + (movedBySqs ? 1 : 0);
    }

    /** 0 where there was no answer. */
    public int httpStatus() {
        String status = attributes.get(LetterAttributes.HTTP_STATUS);
        return status != null && status.matches("[1-5]\\d\\d") ? Integer.parseInt(status) : 0;
    }

    public String reason() {
        return movedBySqs
                ? "received too often without an end, moved here by SQS"
                : attributes.get(LetterAttributes.REASON);
    }

    /** The fields of a letter, as lists and conditions name them: texts, numbers, or null where unknown. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("messageId", messageId);
        fields.put("receivedAt", receivedAt == null ? null : receivedAt.toString());
        fields.put("bucket", uploads.isEmpty() ? null : upload().bucket());
        fields.put("key", uploads.isEmpty() ? null : upload().key());
        fields.put("jobId", jobId());
        fields.put("step", step());
        fields.put("kind", kind());
        fields.put("httpStatus", httpStatus() == 0 ? null : httpStatus());
        fields.put("code", code());
        fields.put("requestId", attributes.get(LetterAttributes.REQUEST_ID));
        fields.put("encodingId", replay().encodingId());
        fields.put("attempts", attempts());
        fields.put("reason", reason());
        return fields;
    }

    /**
     * Whether this is what somebody means who gives a message's id, an object's key or its file name, which may be without its
     * extension: {@code VX-7} is {@code in/VX-7.mxf}, and not {@code in/VX-70.mxf}.
     */
    public boolean isCalled(String name) {
        return messageId.equals(name)
                || NameForms.of(name).stream().anyMatch(form -> uploads.stream()
                        .map(Upload::key)
                        .anyMatch(key -> key.equals(form) || isFile(key, form)));
    }

    private static boolean isFile(String key, String name) {
        String file = key.substring(key.lastIndexOf('/') + 1);
        return file.equals(name) || file.startsWith(name + ".");
    }

    @Override
    public String toString() {
        return "DeadLetter[" + messageId + "]";
    }

    private static String text(MessageAttributeValue value) {
        return value.stringValue() != null || value.binaryValue() == null
                ? Objects.requireNonNullElse(value.stringValue(), "")
                : Base64.getEncoder().encodeToString(value.binaryValue().asByteArray());
    }
}
