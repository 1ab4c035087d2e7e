package io.transcoder.ledger.records;

import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The record of an attempt's beginning: it was claimed for one encoding, or skipped. Written once, before the start, and
 * never changed: whoever finds it works on this encoding and no other.
 *
 * @param jobId null in a record of an earlier release; the ledger fills it in when it reads
 * @param upload the upload to encode, with its event as it was received
 * @param attempt from 1
 * @param profile the route that made the encoding; null where the attempt was skipped
 * @param encodingId null where the attempt was skipped
 * @param start the start request's body, as the profile wants it
 * @param source what HEAD said of the source when the encoding was made
 * @param firstSeen when the upload's first message was taken from the queue
 * @param tries messages that came back from the dead letters so far
 * @param calls by which the encoding was built; empty where an earlier release made the claim
 * @param skipped why the attempt needs no encoding; null where it has one
 * @param input the id at Bitmovin of the input that the encoding reads; null where an earlier release made the claim
 */
public record Claim(
        String jobId,
        Upload upload,
        int attempt,
        String profile,
        String encodingId,
        List<Output> outputs,
        Map<String, Object> start,
        Source source,
        Instant firstSeen,
        int tries,
        List<EncoderCall> calls,
        String skipped,
        String input) {
    public Claim {
        upload = upload.seenAs(source);
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
        calls = calls == null ? List.of() : List.copyOf(calls);
    }

    /** An attempt that needs no encoding. */
    public static Claim skipped(Upload upload, int attempt, String reason) {
        return new Claim(
                upload.id(),
                upload,
                attempt,
                null,
                null,
                List.of(),
                null,
                upload.source(),
                null,
                0,
                List.of(),
                reason,
                null);
    }

    public Claim ofJob(String id) {
        return new Claim(
                id,
                upload,
                attempt,
                profile,
                encodingId,
                outputs,
                start,
                source,
                firstSeen,
                tries,
                calls,
                skipped,
                input);
    }

    /** Of the start at the encoder; Bitmovin's own default where the profile says nothing. */
    public int priority() {
        return start != null
                        && start.get("scheduling") instanceof Map<?, ?> scheduling
                        && scheduling.get("priority") instanceof Number priority
                ? priority.intValue()
                : 50;
    }

    /** What the profile asked for, as digests, in no order of time; none where an earlier release made the claim. */
    private List<String> requests() {
        return calls.stream()
                .filter(call -> call.request() != null && call.status() <= 299)
                .map(call -> call.call() + " " + call.request())
                .sorted()
                .toList();
    }

    private String startOptions() {
        Map<String, Object> options = new TreeMap<>(start == null ? Map.of() : start);
        // they name what this encoding alone has
        options.keySet().removeIf(name -> name.endsWith("Manifests"));
        return options.toString();
    }

    /** Whether the other one's encoding is of the same bytes, by the same profile, as it was then. */
    public boolean asksForTheSameAs(Claim other) {
        return Objects.equals(profile, other.profile)
                && source.hasSameBytesAs(other.source)
                && !requests().isEmpty()
                && calls.size() < EncoderCall.MOST
                && requests().equals(other.requests())
                && startOptions().equals(other.startOptions());
    }

    public boolean isSkip() {
        return skipped != null;
    }

    /** Those of an exchange's calls that were made after this claim; none where there were none at all. */
    public List<EncoderCall> later(List<EncoderCall> all) {
        return all == null
                ? List.of()
                : all.stream().filter(call -> !calls.contains(call)).toList();
    }
}
