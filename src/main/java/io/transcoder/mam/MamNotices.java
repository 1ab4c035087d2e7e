package io.transcoder.mam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.job.Sources;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.Listed;
import io.transcoder.ledger.s3.Outbox;
import io.transcoder.mam.MamJob.Fate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.component.http.HttpMethods;

/**
 * Tells the MAM of failed jobs, for which its own would wait until their timeout.
 *
 * @param shapeTags by the prefix of their sources
 * @param login user and password with a colon between, asked for with each call
 * @param patience for which a failure may be replayed before the MAM is told
 * @param roundEnds when the round at hand takes no more
 */
public record MamNotices(
        Outbox<MamNotice> outbox,
        Ledger ledger,
        Sources sources,
        Listed outputs,
        String outputBucket,
        Map<String, String> shapeTags,
        Supplier<String> login,
        Duration patience,
        Instances instances,
        AtomicReference<Instant> roundEnds,
        Clock clock) {
    /** An edit of the routes waits for the round, and what lets uploads in waits for the edit. */
    private static final Duration A_ROUND_LASTS = Duration.ofSeconds(15);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Keeps that the MAM is to be told. */
    public void put(@Variable("claim") Claim claim, @Variable("end") End end) {
        MamNotice notice = MamNotice.of(claim, end);
        outbox.put(notice.name(), notice);
    }

    /**
     * The names of those whose patience is over and that this instance tells of, in any order: none is always behind another. Begins a
     * round.
     */
    public List<String> due() {
        long due = clock.instant().minus(patience).toEpochMilli();
        Instances.Share share = instances.beat();
        List<String> names = new ArrayList<>(outbox.waiting());
        names.removeIf(name ->
                !MamNotice.isName(name) || !share.isMine(name) || Long.parseLong(name.replaceFirst("-.*", "")) > due);
        Collections.shuffle(names);
        roundEnds.set(clock.instant().plus(A_ROUND_LASTS));
        return names;
    }

    /** Null where another instance has told of it, and in the rest of a round in which the MAM is slow. */
    public MamNotice read(String name) {
        return clock.instant().isAfter(roundEnds.get())
                ? null
                : outbox.read(name).orElse(null);
    }

    /** The failed attempt; null where the ledger has forgotten it. */
    public Claim claimOf(@Variable("notice") MamNotice notice) {
        return ledger.claimOf(notice.jobId(), notice.attempt()).orElse(null);
    }

    /**
     * Whether the failed attempt is still the last word on the upload: nobody has made or ordered another attempt, the key has no
     * newer upload and none at work, and no output is there, which the MAM would take.
     */
    public boolean isStillFailed(@Variable("notice") MamNotice notice, @Variable("claim") Claim claim) {
        if (claim == null) {
            return false;
        }
        List<JobHistory> others = new ArrayList<>(ledger.ofKey(claim.upload().keyHash()));
        JobHistory ours = ledger.history(notice.jobId());
        others.removeIf(history -> history.jobId().equals(notice.jobId()));
        return ours.attempt() == notice.attempt()
                && ours.state() == State.ENDED
                && !ours.has(Part.RETRY)
                && others.stream().noneMatch(other -> other.isLive() || !isBefore(other, ours))
                && sources.look(claim.upload())
                        .filter(shown -> !shown.source().isSameUploadAs(claim.source()))
                        .isEmpty()
                && claim.outputs().stream().allMatch(output -> outputs.find(outputBucket, output.key())
                        .isEmpty());
    }

    private static boolean isBefore(JobHistory one, JobHistory other) {
        return one.createdAt().orElseThrow().isBefore(other.createdAt().orElseThrow());
    }

    /** Replaces the headers by those of a call for the running transcodes of all users. */
    public void list(Exchange exchange) {
        prepare(exchange, HttpMethods.GET, "", "type=TRANSCODE&state=STARTED&user=false&metadata=true&number=1000");
    }

    /** Replaces the headers by those of a call that aborts the job, with our reason. */
    public void abort(Exchange exchange, @Variable("notice") MamNotice notice, @Variable("mamJob") MamJob job) {
        String reason =
                URLEncoder.encode(notice.reason(), StandardCharsets.UTF_8).replace("+", "%20");
        prepare(exchange, HttpMethods.DELETE, "/" + job.id(), "reason=" + reason);
    }

    private void prepare(Exchange exchange, HttpMethods method, String path, String query) {
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, method);
        message.setHeader(Exchange.HTTP_PATH, "/job" + path);
        message.setHeader(Exchange.HTTP_QUERY, query);
        message.setHeader("Accept", "application/json");
        byte[] user = login.get().getBytes(StandardCharsets.UTF_8);
        message.setHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        // VidiCore refuses a content type without a body
        message.setBody(null);
    }

    /** Reads the answer to {@link #list}. */
    public MamJob find(Exchange exchange, @Variable("claim") Claim claim) throws JsonProcessingException {
        int status = status(exchange);
        JsonNode list = JSON.readTree(status / 100 == 2 ? exchange.getMessage().getBody(String.class) : "");
        require(status, list.isObject());
        String key = claim.upload().key();
        return shapeTags.keySet().stream()
                .filter(prefix -> key.startsWith(prefix) && claim.source() != null)
                .max(Comparator.comparingInt(String::length))
                .map(prefix -> MamJob.of(
                        list,
                        key.substring(prefix.length()),
                        shapeTags.get(prefix),
                        claim.source().lastModified()))
                .orElse(MamJob.without(Fate.NONE));
    }

    /** Reads the answer to {@link #abort}. */
    public MamJob aborted(Exchange exchange, @Variable("mamJob") MamJob job) {
        int status = status(exchange);
        require(status, status / 100 == 2 || List.of(400, 404, 409).contains(status));
        return new MamJob(
                status == 404 ? Fate.NONE : status / 100 == 2 ? Fate.ABORTED : Fate.REFUSED, job.id(), job.state());
    }

    private static int status(Exchange exchange) {
        int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        exchange.getMessage().removeHeaders("*");
        return status;
    }

    private static void require(int status, boolean answered) {
        if (!answered) {
            throw new IllegalStateException("VidiCore answered " + status
                    + (status == 401 || status == 403
                            ? ": the user may not list or abort the jobs of others, see vidispine.user and its password"
                            : ", see vidispine.url and the MAM's log"));
        }
    }

    public MamJob withdrawn() {
        return MamJob.without(Fate.WITHDRAWN);
    }

    /** Keeps what came of it, and tells of it no more. */
    public void done(@Variable("notice") MamNotice notice, @Variable("mamJob") MamJob job) {
        outbox.done(
                notice.name(),
                new MamNotice(
                        notice.jobId(), notice.attempt(), notice.reason(), notice.failed(), job, clock.instant()));
    }
}
