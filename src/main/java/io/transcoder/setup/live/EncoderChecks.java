package io.transcoder.setup.live;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.config.Setting;
import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.Failures;
import io.transcoder.failure.Remedy;
import io.transcoder.setup.live.LiveCheck.Seen;
import io.transcoder.setup.live.Trial.Built;
import io.transcoder.setup.step.Installation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;

/**
 * What the application takes for granted of Bitmovin, tried with four encodings of the run's own: one that goes to its end, one that is
 * stopped while QUEUED, one while RUNNING, and one that is never started.
 */
final class EncoderChecks {
    /** Between two lists, of which 60 a minute may be asked for. */
    private static final Duration SELDOM = Duration.ofSeconds(2);

    private static final Duration INDEXED = Duration.ofMinutes(1);

    /** The application asks for hours; a person does not wait so long. */
    private static final Duration COUNTED = Duration.ofMinutes(2);

    private static final Set<Remedy> FULL = Set.of(Remedy.QUEUE_FULL, Remedy.QUOTA, Remedy.RETRY_AFTER_RESET);
    private static final String ENDS = "";

    private final Run run;
    private final Installation installation;
    private final Trial trial;
    private final S3Client s3;
    private final Failures failures = new Failures();
    private Object unstarted;
    private Map<String, Object> statistics = Map.of();

    EncoderChecks(Run run, Installation installation, Trial trial, S3Client s3) {
        this.run = run;
        this.installation = installation;
        this.trial = trial;
        this.s3 = s3;
    }

    /** In their order: the later ones rest on what the earlier ones have made. */
    List<LiveCheck> all() {
        return List.of(
                new LiveCheck("ledger-closed-to-encoder", this::ledgerClosed),
                new LiveCheck("clock-of-bitmovin", this::clock),
                new LiveCheck("label-search", this::labelSearch),
                new LiveCheck("delete-unstarted", () -> tried("DELETE", unstarted(), "CREATED", true)),
                new LiveCheck("unknown-encoding", this::unknownEncoding),
                tried("start-while-queued", ENDS, "QUEUED", "start", false),
                tried("start-while-running", ENDS, "RUNNING", "start", false),
                tried("delete-while-running", ENDS, "RUNNING", "DELETE", false),
                tried("stop-while-queued", "queued-", "QUEUED", "stop", true),
                tried("stop-while-running", "running-", "RUNNING", "stop", true),
                // a start that is taken once more may be paid once more
                tried("start-after-end", ENDS, "FINISHED", "start", false),
                new LiveCheck("muxing-information", this::information),
                new LiveCheck("output-access", this::outputAccess),
                new LiveCheck("ignored-stream", this::ignoredStream),
                new LiveCheck("statistics", this::statistics),
                new LiveCheck("ignored-is-free", this::ignoredIsFree),
                new LiveCheck("queue-codes", this::queueCodes),
                new LiveCheck("known-words", this::knownWords));
    }

    /** @param taken whether the call should be, on an encoding of that status */
    private LiveCheck tried(String name, String encoding, String status, String call, boolean taken) {
        return new LiveCheck(name, () -> {
            Built built = trial.started(encoding);
            EncodingStatus now = status.equals("QUEUED") ? trial.status(built) : trial.await(built, status);
            if (!now.status().equals(status)) {
                return Seen.not("the encoding was " + now.status() + " before it could be tried");
            }
            Seen seen = tried(call, built.path(), status, taken);
            if (!call.equals("stop") || seen.verdict() != Fact.Verdict.HOLDS) {
                return seen;
            }
            Instant since = Instant.now();
            String end = trial.await(built, "CANCELED").status();
            return Seen.of(end.equals("CANCELED"), seen.text() + ", and it was " + end + " " + after(since));
        });
    }

    private Seen tried(String call, String path, String status, boolean taken) {
        String what = "a " + call.toLowerCase(Locale.ROOT) + " while " + status + " was ";
        try {
            trial.call(call.equals("DELETE") ? "DELETE " + path : "POST " + path + "/" + call);
            return Seen.of(taken, what + "taken");
        } catch (BitmovinException e) {
            boolean isFinal = remedy(e) == Remedy.PERMANENT;
            return Seen.of(!taken && isFinal, what + "refused with " + words(e));
        }
    }

    /** Bitmovin tries to write a file there, by whatever role or key it has. */
    private Seen ledgerClosed() {
        if (!installation.jobsBucket().equals(installation.outputBucket())) {
            return Seen.not("the ledger is in a bucket of its own, for which Bitmovin has no output");
        }
        String output = trial.id(ResourceKind.OUTPUT, Setting.BITMOVIN_OUTPUT);
        String call = "POST /encoding/outputs/" + output + "/check-permissions";
        Object passed = trial.call(call, "permissions", run.tries()).get("passed");
        return Seen.of(Boolean.FALSE.equals(passed), "Bitmovin's try to write there passed: " + passed);
    }

    private Seen clock() {
        Instant before = Instant.now();
        Map<String, Object> created = trial.create();
        unstarted = created.get("id");
        return StoreChecks.clock(before, Instant.parse(String.valueOf(created.get("createdAt"))));
    }

    private String unstarted() {
        if (unstarted == null) {
            throw new IllegalStateException("no encoding was made");
        }
        return "/encoding/encodings/" + unstarted;
    }

    private Seen labelSearch() {
        unstarted();
        Instant since = Instant.now();
        String search = "GET /encoding/encodings?limit=100&search=labels:" + run.label();
        Optional<Object> labels = run.until(
                INDEXED, SELDOM, () -> EncodingStatus.maps(trial.call(search).get("items"))
                        .filter(found -> unstarted.equals(found.get("id")))
                        .<Object>map(found -> String.valueOf(found.get("labels")))
                        .findFirst());
        return Seen.of(
                labels.equals(Optional.of("[" + run.label() + "]")),
                labels.map(shown -> "found " + after(since) + ", with the labels " + shown)
                        .orElseGet(() -> "not found " + after(since)));
    }

    private Seen unknownEncoding() {
        try {
            trial.call("GET " + unstarted() + "/status");
            return Seen.of(false, "a deleted encoding still has a status");
        } catch (BitmovinException e) {
            return Seen.of(e.isUnknownToBitmovin(), "the status of a deleted encoding was answered " + words(e));
        }
    }

    private Seen information() {
        Built built = finished();
        Instant since = Instant.now();
        var said = asSoonAsThere(
                "GET " + built.path() + "/muxings/mp4/" + built.muxing() + "/information", run.patience());
        boolean atOnce = Instant.now().isBefore(since.plus(StoreChecks.CLOCKS));
        String when = after(since);
        long size = s3.headObject(b -> b.bucket(installation.outputBucket()).key(output()))
                .contentLength();
        Object source = trial.call("GET " + built.path() + "/streams/" + built.stream() + "/input")
                .get("duration");
        double tolerance =
                installation.settings().duration(Setting.VERIFY_TOLERANCE).toMillis() / 1000.0;
        long pictures = EncodingStatus.maps(said.get("videoTracks")).count();
        boolean right = number(said.get("fileSize")) == size
                && Math.abs(number(said.get("duration")) - number(source)) <= tolerance
                && pictures == 1;
        return Seen.of(
                right && atOnce,
                "there %s: %s bytes of %d, %s s of %s, %d picture of 1"
                        .formatted(when, said.get("fileSize"), size, said.get("duration"), source, pictures));
    }

    private Seen outputAccess() {
        finished();
        String own = run.tries() + "owner";
        s3.putObject(b -> b.bucket(installation.jobsBucket()).key(own), RequestBody.empty());
        GetObjectAclResponse ours =
                s3.getObjectAcl(b -> b.bucket(installation.jobsBucket()).key(own));
        GetObjectAclResponse theirs =
                s3.getObjectAcl(b -> b.bucket(installation.outputBucket()).key(output()));
        String open = theirs.grants().stream()
                .filter(grant -> grant.grantee().uri() != null)
                .map(grant ->
                        grant.permissionAsString() + " for " + grant.grantee().uri())
                .collect(Collectors.joining(", "));
        boolean sameOwner = theirs.owner().id().equals(ours.owner().id());
        return Seen.of(
                open.isEmpty() && sameOwner,
                (open.isEmpty() ? "private" : open) + ", owned by "
                        + (sameOwner ? "the account of the ledger" : "another account than the ledger"));
    }

    private Seen ignoredStream() {
        Built built = finished();
        Object why = trial.call("GET " + built.path() + "/streams/" + built.ignored())
                .get("ignoredBy");
        return Seen.of(
                EncodingStatus.maps(why).count() > 0, "a stream whose condition does not hold has ignoredBy " + why);
    }

    private Seen statistics() {
        Built built = finished();
        Instant since = Instant.now();
        try {
            statistics = asSoonAsThere("GET " + built.path().replace("/encodings", "/statistics/encodings"), COUNTED);
        } catch (BitmovinException e) {
            return Seen.not("not there " + after(since) + ", answered " + words(e));
        }
        Object minutes = statistics.get("billableMinutes");
        return Seen.of(minutes instanceof Number, "there " + after(since) + ", billableMinutes " + minutes);
    }

    private Seen ignoredIsFree() {
        if (statistics.isEmpty()) {
            return Seen.not("there are no statistics yet");
        }
        double billed = EncodingStatus.maps(statistics.get("streams"))
                .filter(stream -> finished().ignored().equals(stream.get("streamId")))
                .mapToDouble(stream -> number(stream.get("billableMinutes")))
                .sum();
        return Seen.of(billed == 0, "minutes billed for the stream that was left out: " + billed);
    }

    private Seen queueCodes() {
        List<BitmovinException> refusals = trial.refusals();
        return refusals.isEmpty()
                ? Seen.not("no start was refused")
                : Seen.of(
                        refusals.stream().map(this::remedy).allMatch(FULL::contains),
                        "a start was refused with " + words(refusals.get(0)));
    }

    private Seen knownWords() {
        trial.started(ENDS);
        return Seen.of(trial.unknown().isEmpty(), "words and fields that are not known: " + trial.unknown());
    }

    /** @throws BitmovinException the last refusal, where there is no answer in time */
    private Map<String, Object> asSoonAsThere(String call, Duration patience) {
        BitmovinException[] last = new BitmovinException[1];
        Optional<Map<String, Object>> answer = run.until(patience, SELDOM, () -> {
            try {
                return Optional.of(trial.call(call));
            } catch (BitmovinException e) {
                last[0] = e;
                return Optional.empty();
            }
        });
        return answer.orElseThrow(() -> last[0]);
    }

    private Built finished() {
        Built built = trial.started(ENDS);
        EncodingStatus status = trial.await(built, "FINISHED");
        if (!status.isFinished()) {
            throw new IllegalStateException("the encoding ended as " + status.status() + ", " + status.messages());
        }
        return built;
    }

    private String output() {
        return installation.outputPrefix() + run.output(ENDS);
    }

    private Remedy remedy(BitmovinException refusal) {
        return failures.of(refusal, "").remedy();
    }

    /** With what the application takes it for. */
    private String words(BitmovinException e) {
        String code = e.isBitmovinsOwn() ? ", code " + e.code() : " without an error of Bitmovin's own";
        return e.status() + code + ", which counts as " + remedy(e);
    }

    private static double number(Object said) {
        return said instanceof Number number ? number.doubleValue() : 0;
    }

    private static String after(Instant since) {
        return "after " + Duration.between(since, Instant.now()).toMillis() / 1000.0 + " s";
    }
}
