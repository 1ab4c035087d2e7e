package io.transcoder.deadletter;

import io.transcoder.bitmovin.Failure;
import io.transcoder.bitmovin.Failures;
import io.transcoder.job.Claim;
import io.transcoder.job.End;
import io.transcoder.job.Replay;
import io.transcoder.upload.MalformedEventException;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.util.ObjectHelper;

/**
 * Writes dead letters: the event as it was received as the body, the cause in headers, which the SQS component sends as message
 * attributes.
 */
public final class Letters {
    private static final int LONGEST_REASON = 1000;

    private final Failures failures;

    public Letters(Failures failures) {
        this.failures = failures;
    }

    /** For a message that can't be worked on. */
    public void ofFailure(Exchange exchange) {
        Failure failure = failures.current(exchange);
        Throwable thrown = Failures.thrown(exchange);
        Upload upload = exchange.getVariable("upload", Upload.class);
        Replay replay = exchange.getVariable("replay", Replay.class);
        boolean malformed = ObjectHelper.getException(MalformedEventException.class, thrown) != null;
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("step", failure.step());
        attributes.put("kind", malformed ? "malformed" : failure.remedy().holdsMessage() ? "exhausted" : "permanent");
        attributes.put("reason", failure.reason());
        attributes.put("job-id", upload == null ? null : upload.id());
        attributes.put("http-status", failure.status() == 0 ? null : failure.status());
        attributes.put("code", failure.code());
        attributes.put("request-id", failure.requestId());
        // without it a replay of this letter would be taken for a late duplicate of the attempt that failed before
        attributes.put("encoding-id", replay == null ? null : replay.encodingId());
        attributes.put("attempts", replay == null ? 1 : replay.attempts() + 1);
        attributes.put("first-seen", exchange.getVariable("firstSeen", Instant.class));
        write(
                exchange.getMessage(),
                upload == null ? exchange.getVariable("received", String.class) : upload.event(),
                attributes);
    }

    /** For an encoding that failed for good. */
    public void ofEnd(Exchange exchange) {
        Claim claim = exchange.getVariable("claim", Claim.class);
        End end = exchange.getVariable("end", End.class);
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("step", claim.profile());
        attributes.put("kind", "encoding-failed");
        attributes.put("reason", end.reason());
        attributes.put("job-id", claim.jobId());
        attributes.put("code", end.code());
        attributes.put("encoding-id", claim.encodingId());
        attributes.put("attempts", claim.tries() + 1);
        attributes.put("first-seen", claim.firstSeen());
        write(exchange.getMessage(), claim.upload().event(), attributes);
    }

    /** Not a dead letter: the message that opens the next attempt after an encoding that failed. */
    public void ofNextAttempt(Exchange exchange) {
        Claim claim = exchange.getVariable("claim", Claim.class);
        var attributes = new LinkedHashMap<String, Object>();
        attributes.put("job-id", claim.jobId());
        attributes.put("encoding-id", claim.encodingId());
        attributes.put("attempts", claim.tries());
        attributes.put("first-seen", claim.firstSeen());
        write(exchange.getMessage(), claim.upload().event(), attributes);
    }

    private static void write(Message message, String body, Map<String, Object> attributes) {
        message.removeHeaders("*", "CamelAwsSqs*");
        attributes.forEach((name, value) -> {
            if (value != null && !value.toString().isBlank()) {
                message.setHeader(name, sendable(value.toString()));
            }
        });
        message.setBody(body);
    }

    /** SQS refuses most control characters. */
    private static String sendable(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF]+", " ").strip();
        return clean.substring(0, Math.min(clean.length(), LONGEST_REASON));
    }
}
