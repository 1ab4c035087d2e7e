package io.transcoder.ledger;

import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Reservation;
import io.transcoder.ledger.records.Start;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.camel.Variable;

/**
 * The jobs, as small records. Every record is created once and never changed, so that of any number of writers exactly one succeeds
 * and the others can read what it wrote. A record that is not of this installation is refused.
 *
 * <p>All methods throw the SDK's exceptions where the store does not answer.
 */
public interface Ledger {
    /**
     * Says whose ledger this is, and makes sure that it is ours.
     *
     * @throws ForeignLedgerException where it belongs to another installation
     */
    void own();

    /** Whether somebody has said whose ledger this is. */
    boolean isOwned();

    /**
     * Since when jobs are told apart by what the bucket shows; a job that is older is of an earlier release. The end of time where
     * nobody has said whose ledger it is.
     */
    Instant since();

    /**
     * The jobs of every upload of a key.
     *
     * @param keyHash as {@link Upload#keyHash()}
     */
    List<JobHistory> ofKey(String keyHash);

    /**
     * Every job, in one LIST a thousand records; sixteen at once, by the first digit of the jobs' ids.
     *
     * @param listed is told of the number of records so far
     */
    List<JobHistory> all(IntConsumer listed);

    /**
     * As {@link #all}, without keeping more than some parts in memory.
     *
     * @param parts how many of sixteen are listed at once
     * @param job is given one after the other
     */
    void each(int parts, Consumer<JobHistory> job, IntConsumer listed);

    JobHistory history(String jobId);

    /** Up to the attempt that the marker is for. */
    JobHistory historyTo(@Variable("marker") OpenMarker marker);

    /** The claim of the job's last attempt, or null where it has none, or was skipped instead. */
    Claim lastClaim(@Variable("history") JobHistory history);

    /** Whether any attempt of the job holds on to this encoding. */
    boolean isClaimed(String jobId, String encodingId);

    /** The end of the job's last attempt, or null where it has none. */
    End lastEnd(@Variable("history") JobHistory history);

    /**
     * What became of an attempt at its beginning.
     *
     * @throws ForeignLedgerException where the record is not of this installation
     */
    Optional<Claim> claimOf(String jobId, int attempt);

    Optional<End> endOf(String jobId, int attempt);

    /** @param part {@link Part#STOP}, {@link Part#CLEAN} or {@link Part#RETRY} */
    Optional<Note> noteOf(String jobId, int attempt, Part part);

    /** @return the claim that holds, which may be somebody else's, or a skip: its encoding is the attempt's only one */
    Claim claim(Claim mine);

    /** @return the start record that holds, whose maker may be somebody else */
    Start start(Claim claim, Start mine);

    /**
     * A claim, start or end that this process has written or read already, without a request; nothing where it has not. It never
     * changes, and may be gone by now.
     */
    <T> Optional<T> known(String jobId, int attempt, Part part, Class<T> type);

    /** The start record of an attempt. */
    Optional<Start> startOf(Claim claim);

    /**
     * Reserves an output for an attempt.
     *
     * @return who holds it, which may be the asker
     */
    Reservation reserve(String output, Claim claim);

    void release(String output, Reservation ended);

    /** Gives the {@link Upload#nameHash} of each output that an attempt was to write. */
    void eachReserved(Consumer<String> outputHash);

    /** Says why a running encoding is about to be stopped; without effect where it is said already. */
    void stop(String jobId, int attempt, String reason);

    /** What each attempt costs. */
    Bills bills();

    /** What operators have ordered. */
    OrderBook orderBook();

    /** Says who asked for another attempt after this one. */
    void recordRetry(String jobId, int attempt, Note mine);

    /** Why the last attempt's encoding was stopped; null where nobody has stopped it. */
    Note lastStop(@Variable("history") JobHistory history);

    /** @return the end that holds, which may be somebody else's */
    End end(String jobId, int attempt, End mine);

    /**
     * Ends an attempt that needs no encoding, unless it is claimed. The skip takes the place of the claim, so that nobody can claim
     * the attempt afterwards.
     *
     * @return whether the attempt is skipped
     */
    boolean skip(Upload upload, int attempt, String reason);

    /** What a job that an earlier release skipped before its first attempt was about; nothing where it did not record that. */
    Optional<Upload> skippedUpload(String jobId);

    /** Says what became of the source. */
    void recordCleaned(@Variable("claim") Claim claim, @Variable("cleaned") Note what);

    /** The ids of jobs whose file may be called so, the newest first; of an earlier release also those whose encoding is. */
    List<String> called(String name);

    /**
     * Keeps that and how the encoder took the start.
     *
     * @return false where somebody else has kept it
     */
    boolean accept(Claim claim, List<EncoderCall> calls);

    /** Whether the encoder has taken the start of the attempt. */
    boolean isAccepted(Claim claim);

    /** The calls that {@link #accept} kept; none where the start's answer never came. */
    List<EncoderCall> acceptedBy(String jobId, int attempt);

    /** Puts the marker by which the watcher finds the attempt, and lets its job be found by the name of its file. */
    void open(Upload upload, int attempt);

    /** Takes the marker away: nothing is left to do for the attempt. */
    void close(@Variable("marker") OpenMarker marker);

    /** What an attempt is about that nobody has claimed; nothing where an earlier release put the marker. */
    Optional<Upload> openUpload(OpenMarker marker);

    /** The attempts with something left to do, in one LIST a thousand; oldest marker first. */
    List<OpenMarker> openMarkers();

    /** @param expected about how many there are */
    List<OpenMarker> openMarkers(int expected);

    /** The attempts of any upload of a key with something left to do. */
    List<OpenMarker> openOfKey(String keyHash);

    /**
     * A reason with its time.
     *
     * @param reason null where an operator gave none
     * @param deleteMarker the version id of the delete marker that took the source out of sight; null where there is none
     * @param by the operator who ordered it; null where the application decided it by itself
     */
    record Note(String reason, Instant at, String deleteMarker, String by) {
        public Note(String reason, Instant at) {
            this(reason, at, null, null);
        }

        public Note(String reason, Instant at, String deleteMarker) {
            this(reason, at, deleteMarker, null);
        }

        public static Note of(String by, String reason, Instant at) {
            return new Note(reason, at, null, by);
        }

        public boolean fromOperator() {
            return by != null;
        }
    }
}
