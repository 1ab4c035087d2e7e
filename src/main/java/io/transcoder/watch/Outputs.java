package io.transcoder.watch;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.failure.BitmovinException;
import io.transcoder.job.Doubts;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Asked;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.End.Written;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.s3.ConditionalDelete;
import io.transcoder.ledger.s3.Listed;
import io.transcoder.upload.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.Variable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Verifies the files that an encoding wrote, and removes what a failed one left behind.
 *
 * @param lookInto false asks the encoder for no facts, but of an output that is not there
 * @param tolerance by how much an output's duration may differ
 */
public record Outputs(
        Ledger ledger,
        S3Client s3,
        String bucket,
        Supplier<Bitmovin> bitmovin,
        Doubts doubts,
        boolean lookInto,
        Duration tolerance,
        Clock clock) {
    /** Muxings of one file, whose size the encoder says. */
    private static final Set<String> ONE_FILE = Set.of("mp4", "progressive-mov", "progressive-ts", "progressive-webm");

    /** Muxings that Bitmovin has an information of. A call for that of another, as of text, would be answered by a gateway. */
    private static final Set<String> TOLD_OF = Set.of(
            "broadcast-ts",
            "fmp4",
            "mp3",
            "mp4",
            "packed-audio",
            "progressive-mov",
            "progressive-ts",
            "progressive-wav",
            "progressive-webm");

    private static final String SPRITE = "sprite";
    private static final String NOT_LOOKED_INTO = " was not looked into: ";
    /** What a look at a failed encoding's output is worth: a later encoding may have written the same bytes since. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /**
     * Looks into the outputs of a finished encoding. Each has to be there, younger than the start, and as large, as long and of as
     * many tracks as the encoder says and the profile asked for; or the MAM has taken it away, and the encoder's word decides; or a
     * condition left it out, though not all of them. What is wrong, left out, or not said by the encoder counts when it was seen
     * several times.
     */
    public Verification verify(@Variable("claim") Claim claim, @Variable("history") JobHistory history) {
        Verification seen = look(claim, history, true);
        if (!seen.inDoubt() || seen.kind() == null && !seen.isSound()) {
            doubts.clear(claim.jobId());
            return seen;
        }
        String answer = seen.isSound() ? String.join("; ", seen.notes()) : seen.fault();
        if (doubts.isConfirmed(claim.jobId(), answer)) {
            return seen.confirmed();
        }
        return seen.isSound() ? Verification.unready(answer) : seen;
    }

    /** @param encoderKnows whether the encoder can be asked */
    Verification look(Claim claim, JobHistory history, boolean encoderKnows) {
        boolean deep = encoderKnows && lookInto;
        Set<String> ignored = deep ? ignored(claim) : Set.of();
        Media source = deep ? source(claim, ignored) : Media.UNSAID;
        Optional<Verification> leftOut = Optional.empty();
        boolean isMade = false;
        boolean silent = false;
        Instant written = null;
        List<Written> outputs = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (Output output : claim.outputs()) {
            Optional<HeadObjectResponse> head = head(output.key());
            boolean isMedia = !output.kind().equals(SPRITE) && !output.kind().endsWith("-manifest");
            boolean isToldOf = TOLD_OF.contains(output.kind());
            Media media = encoderKnows && isToldOf && (deep || head.isEmpty())
                    ? Media.of(ask(claim, "/muxings/" + output.muxing() + "/information"))
                    : Media.UNSAID;
            Optional<Verification> fault = fault(output, head, media, startOf(history));
            if (fault.isPresent()
                    && encoderKnows
                    && head.isEmpty()
                    && media.saysNothing()
                    && isLeftOut(output, deep ? ignored : ignored(claim))) {
                leftOut = leftOut.or(() -> fault);
                notes.add(output.key() + " was left out, because of a condition");
                continue;
            }
            if (fault.isPresent()) {
                return fault.get();
            }
            isMade |= isMedia;
            if (head.isEmpty()) {
                notes.add(output.key() + " was taken by then, so only the encoder's word of it is known");
            } else if (written == null || head.get().lastModified().isAfter(written)) {
                written = head.get().lastModified();
            }
            if (deep && isMedia) {
                Asked asked = asked(claim, output);
                Optional<String> differs = asked == null
                        ? Optional.empty()
                        : media.fault(asked, source, ignored, tolerance.toMillis() / 1000.0);
                if (differs.isPresent()) {
                    return Verification.faulty(finished(output) + differs.get(), End.OUTPUT_DIFFERS);
                }
                silent |= asked != null && isToldOf && media.saysNothing();
                unknown(asked, media, source).ifPresent(why -> notes.add(output.key() + NOT_LOOKED_INTO + why));
            }
            outputs.add(new Written(
                    output.key(),
                    head.map(HeadObjectResponse::eTag).orElse(null),
                    head.map(HeadObjectResponse::contentLength).orElse(media.size()),
                    media.seconds(),
                    media.tracks().stream().map(Media.Track::toString).toList()));
        }
        if (leftOut.isPresent() && !isMade) {
            return leftOut.get();
        }
        if (encoderKnows && !deep) {
            notes.add("nothing was looked into, as verify.depth says");
        }
        return new Verification(null, null, silent || leftOut.isPresent(), outputs, written, notes);
    }

    private static String finished(Output output) {
        return "the encoding is finished, and its output " + output.key() + " ";
    }

    private static Optional<Verification> fault(
            Output output, Optional<HeadObjectResponse> head, Media media, Instant started) {
        long size = head.map(HeadObjectResponse::contentLength).orElse(media.size());
        if (ONE_FILE.contains(output.kind()) && size > 0 && media.size() > 0 && size != media.size()) {
            String differs = "has " + size + " bytes, where the encoder wrote " + media.size();
            return Optional.of(Verification.faulty(finished(output) + differs, End.OUTPUT_DIFFERS));
        }
        boolean older = head.isPresent() && head.get().lastModified().isBefore(started);
        if (size > 0 && !older) {
            return Optional.empty();
        }
        String fault = head.isEmpty() ? "is not there" : older ? "is older than its start" : "is empty";
        return Optional.of(Verification.faulty(finished(output) + fault, End.ENCODING_FAILED));
    }

    private static Optional<String> unknown(Asked asked, Media media, Media source) {
        return Optional.ofNullable(
                asked == null
                        ? "the claim does not say what the profile asked for"
                        : media.saysNothing()
                                ? "the encoder says nothing of it"
                                : Asked.Cut.UNKNOWN.equals(asked.cut())
                                        ? "nobody can tell how long it should be"
                                        : source.saysNothing() ? "the encoder says nothing of the source" : null);
    }

    /** The ids of the streams that were left out because of a condition; it is asked for only where there is one. */
    private Set<String> ignored(Claim claim) {
        boolean isConditional = claim.outputs().stream()
                .map(Output::asked)
                .anyMatch(asked -> asked != null && !asked.optional().isEmpty());
        if (!isConditional) {
            return Set.of();
        }
        String path = "/encoding/encodings/" + claim.encodingId() + "/streams";
        List<Map<?, ?>> streams = unlessUnknown(() -> bitmovin.get().list(path), List.of());
        return streams.stream()
                .filter(stream -> stream.get("ignoredBy") instanceof List<?> why && !why.isEmpty())
                .map(stream -> String.valueOf(stream.get("id")))
                .collect(Collectors.toSet());
    }

    /** Whether all streams of a folder were left out because of a condition. One file is what the MAM may wait for, and is missed. */
    private static boolean isLeftOut(Output output, Set<String> ignored) {
        Asked asked = output.asked();
        return !ONE_FILE.contains(output.kind())
                && asked != null
                && !asked.optional().isEmpty()
                && ignored.containsAll(asked.streams());
    }

    /** What the outputs were made of, as far as their duration depends on it. */
    private Media source(Claim claim, Set<String> ignored) {
        return claim.outputs().stream()
                .map(output -> asked(claim, output))
                .filter(asked -> asked != null && !Asked.Cut.UNKNOWN.equals(asked.cut()))
                .flatMap(asked -> asked.streams().stream())
                .filter(stream -> !ignored.contains(stream))
                .findFirst()
                .map(stream -> Media.of(ask(claim, "/streams/" + stream + "/input")))
                .orElse(Media.UNSAID);
    }

    /** With the trimming of the start, which is that of all. Null where the claim does not say. */
    private static Asked asked(Claim claim, Output output) {
        Object trimming = claim.start() == null ? null : claim.start().get("trimming");
        return output.asked() != null && trimming instanceof Map<?, ?> cut
                ? output.asked().with(Asked.Cut.of(cut))
                : output.asked();
    }

    /**
     * Removes what a failed encoding of ours has written: the MAM would take it. As long as the attempt has no end nobody else may
     * write its outputs, and afterwards they may be somebody else's, so the end is looked for after the output.
     */
    public void removePartial(@Variable("claim") Claim claim, @Variable("history") JobHistory history) {
        for (Output output : claim.outputs()) {
            Instant looked = clock.instant();
            head(output.key())
                    .filter(head -> !head.lastModified().isBefore(startOf(history)))
                    .filter(head -> ledger.endOf(claim.jobId(), claim.attempt()).isEmpty())
                    .ifPresent(head -> remove(output.key(), head.eTag(), looked));
        }
    }

    private void remove(String key, String eTag, Instant looked) {
        if (looked.plus(FRESH).isBefore(clock.instant())) {
            throw SdkClientException.create("The look at what a failed encoding wrote to " + LogText.safe(key)
                    + " took too long to delete it, and is taken again");
        }
        new ConditionalDelete(s3).delete(bucket, key, eTag);
    }

    private static Instant startOf(JobHistory history) {
        return history.at(Part.START).orElse(Instant.EPOCH).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Empty where Bitmovin does not know it. */
    private Map<String, Object> ask(Claim claim, String path) {
        String call = "GET /encoding/encodings/" + claim.encodingId() + path;
        return unlessUnknown(() -> bitmovin.get().call(call, null), Map.of());
    }

    /** @param otherwise what is given where Bitmovin does not know what it is asked for */
    private static <T> T unlessUnknown(Supplier<T> call, T otherwise) {
        try {
            return call.get();
        } catch (BitmovinException e) {
            if (e.isUnknownToBitmovin()) {
                return otherwise;
            }
            throw e;
        }
    }

    private Optional<HeadObjectResponse> head(String key) {
        try {
            return Optional.of(s3.headObject(b -> b.bucket(bucket).key(key)));
        } catch (NoSuchKeyException e) {
            if (new Listed(s3).find(bucket, key).isPresent()) {
                throw SdkClientException.create("HEAD says that there is no output " + LogText.safe(key)
                        + ", and the bucket lists it: a proxy may answer for the store");
            }
            return Optional.empty();
        }
    }
}
