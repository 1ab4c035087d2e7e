package io.transcoder.job;

import io.transcoder.upload.Upload;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Variable;

/**
 * The other versions of an upload's key. They write the same output, so at most one of them may have a running encoding, and the
 * newest wins.
 *
 * <p>Each job claims before it looks: of two that start at once at least one sees the other.
 */
public final class Rivals {
    private final Ledger ledger;

    public Rivals(Ledger ledger) {
        this.ledger = ledger;
    }

    public Standing standing(@Variable("upload") Upload upload) {
        List<Rival> rivals = ledger.versionsOf(upload).stream()
                .filter(history -> !history.jobId().equals(upload.id()))
                .map(this::rival)
                .flatMap(Optional::stream)
                .toList();
        boolean superseded = rivals.stream().anyMatch(r -> isNewer(r.claim().upload(), upload));
        return new Standing(superseded, rivals.stream().filter(Rival::live).toList());
    }

    private Optional<Rival> rival(JobHistory history) {
        Claim claim = ledger.lastClaim(history);
        return Optional.ofNullable(claim).map(c -> new Rival(c, history.isLive(), history.has(Part.START)));
    }

    /** Any order will do where the store gives none, as long as both sides see the same. */
    private static boolean isNewer(Upload one, Upload other) {
        if (one.isNewerThan(other)) {
            return true;
        }
        return !other.isNewerThan(one) && Objects.requireNonNull(one.id()).compareTo(other.id()) > 0;
    }

    /**
     * @param superseded a newer version of the key has a job
     * @param live jobs of other versions whose encoding is not over
     */
    public record Standing(boolean superseded, List<Rival> live) {
        public boolean isBlocked() {
            return !live.isEmpty();
        }

        /** Those whose encoding may be running. A stop that is recorded may not have been posted, so it is posted until it works. */
        public List<Claim> getToStop() {
            return live.stream().filter(Rival::running).map(Rival::claim).toList();
        }
    }

    /** @param running its start is recorded */
    public record Rival(Claim claim, boolean live, boolean running) {}
}
