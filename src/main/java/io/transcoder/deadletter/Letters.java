package io.transcoder.deadletter;

import io.transcoder.failure.Failure;
import io.transcoder.failure.Failures;
import io.transcoder.job.Replay;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.LogText;
import io.transcoder.upload.MalformedEventException;
import io.transcoder.upload.Upload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Writes dead letters: the event as it was received as the body, the cause in headers, which the SQS component sends as message
 * attributes.
 */
public record Letters(Failures failures, UnreadableFlood flood) {
    private static final int LONGEST_REASON = 1000;

    /** Of a message with its attributes. */
    private static final int MOST_BYTES = 1 << 20;

    /** What some queues take at most; one that gave a longer message takes more. */
    private static final int MOST_BYTES_OF_SOME = 1 << 18;

    private static final String TYPE = "String";

    /** For a message that can't be worked on. */
    public void ofFailure(Exchange exchange) {
        Failure failure = failures.current(exchange);
        Throwable thrown = Failures.thrown(exchange);
        Upload upload = exchange.getVariable("upload", Upload.class);
        Replay replay = exchange.getVariable("replay", Replay.class);
        boolean malformed = Failures.cause(MalformedEventException.class, thrown) != null;
        var attributes = new LetterAttributes(
                failure.step(),
                malformed ? "malformed" : failure.remedy().holdsMessage() ? "exhausted" : "permanent",
                flood.remark(exchange) + failure.reason(),
                failure.status() == 0 ? null : Integer.toString(failure.status()),
                failure.code(),
                failure.requestId(),
                new Replay(
                        jobId(upload, replay),
                        // without it a replay of this letter would be taken for a late duplicate of the attempt that
                        // failed before
                        replay == null ? null : replay.encodingId(),
                        replay == null ? 1 : replay.attempts() + 1,
                        exchange.getVariable("firstSeen", Instant.class)));
        write(
                exchange.getMessage(),
                upload == null ? exchange.getVariable("received", String.class) : upload.event(),
                attributes.written());
    }

    /** Null where nobody could look at the bucket, and the message was no letter. */
    private static String jobId(Upload upload, Replay replay) {
        if (upload != null && upload.source() != null) {
            return upload.id();
        }
        return replay == null ? null : replay.jobId();
    }

    /** For an attempt that failed for good. */
    public void ofEnd(Exchange exchange) {
        Claim claim = exchange.getVariable("claim", Claim.class);
        End end = exchange.getVariable("end", End.class);
        var attributes = new LetterAttributes(
                claim.profile(),
                end.kind() == null ? End.ENCODING_FAILED : end.kind(),
                end.reason(),
                null,
                end.code() == null ? null : end.code().toString(),
                null,
                past(claim, claim.tries() + 1));
        write(exchange.getMessage(), claim.upload().event(), attributes.written());
    }

    /** Whether a letter of this kind is about an encoding that was started. */
    static boolean isOfEncoding(String kind) {
        return kind.equals(End.ENCODING_FAILED) || kind.equals(End.OUTPUT_DIFFERS) || kind.equals(End.LOST);
    }

    /** Not a dead letter: the message that opens the next attempt after an encoding that failed. */
    public void ofNextAttempt(Exchange exchange) {
        Claim claim = exchange.getVariable("claim", Claim.class);
        write(
                exchange.getMessage(),
                claim.upload().event(),
                past(claim, claim.tries()).attributes());
    }

    private static Replay past(Claim claim, int attempts) {
        return new Replay(claim.jobId(), claim.encodingId(), attempts, claim.firstSeen());
    }

    /** Not a dead letter: the message that has its upload tried again. One that SQS moved says nothing of its last try. */
    public void ofReplay(Exchange exchange) {
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        Replay said = Replay.read(headers);
        int attempts = said.attempts() + (headers.containsKey(LetterAttributes.KIND) ? 0 : 1);
        var past = new Replay(said.jobId(), said.encodingId(), attempts, said.firstSeen());
        write(exchange.getMessage(), exchange.getMessage().getBody(String.class), past.attributes());
    }

    /** Not a dead letter: the message that has the claim's key looked at again. */
    public void ofKey(Exchange exchange) {
        Claim claim = exchange.getVariable("claim", Claim.class);
        write(exchange.getMessage(), claim.upload().event(), Map.of());
    }

    private static void write(Message message, String body, Map<String, String> attributes) {
        message.removeHeaders("*", "CamelAwsSqs*");
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        int left = (length <= MOST_BYTES_OF_SOME ? MOST_BYTES_OF_SOME : MOST_BYTES) - length;
        for (var attribute : attributes.entrySet()) {
            String value = sendable(attribute.getValue());
            left -= attribute.getKey().length() + TYPE.length() + value.getBytes(StandardCharsets.UTF_8).length;
            // SQS refuses an empty value, and a message that is too long with its attributes
            if (!value.isEmpty() && left >= 0) {
                message.setHeader(attribute.getKey(), value);
            }
        }
        message.setBody(body);
    }

    /** SQS takes the characters of XML, and text that is UTF-16. */
    private static String sendable(String text) {
        String line = LogText.line(text.replaceAll("[\\uFFFE\\uFFFF]", " "), Integer.MAX_VALUE);
        return LogText.line(line.replaceAll(" +", " "), LONGEST_REASON);
    }
}
