package io.transcoder.job;

import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Says which encoding is the one of a job's attempt. Written before the start, once, and never changed: whoever finds it works on
 * this encoding and no other.
 *
 * @param upload the version to encode, with its event as it was received
 * @param attempt from 1
 * @param profile the route that made the encoding
 * @param start the start request's body, as the profile wants it
 * @param source what HEAD said of the source when the encoding was made
 * @param firstSeen when the upload's first message was taken from the queue
 * @param tries messages that came back from the dead letters so far
 * @param calls by which the encoding was built; empty where an earlier release made the claim
 */
public record Claim(
        Upload upload,
        int attempt,
        String profile,
        String encodingId,
        List<Output> outputs,
        Map<String, Object> start,
        Source source,
        Instant firstSeen,
        int tries,
        List<EncoderCall> calls) {
    public Claim {
        outputs = List.copyOf(outputs);
        calls = calls == null ? List.of() : List.copyOf(calls);
    }

    /** Those of an exchange's calls that were made after this claim; none where there were none at all. */
    public List<EncoderCall> later(List<EncoderCall> all) {
        return all == null
                ? List.of()
                : all.stream().filter(call -> !calls.contains(call)).toList();
    }

    public String jobId() {
        return upload.id();
    }
}
