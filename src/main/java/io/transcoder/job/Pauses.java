package io.transcoder.job;

import io.transcoder.ledger.Hold;
import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.ledger.s3.Instances;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Pauses and resumes starts, for all instances of a ledger. */
public record Pauses(Ledger ledger, Instances instances, Clock clock) {
    /** Those of operators in force, the oldest first. */
    public List<Hold> all() {
        return ledger.orderBook().read().holds().stream()
                .filter(hold -> !hold.isOfBudget())
                .toList();
    }

    /** Those of exactly this prefix; two who pause it at the same moment make two. */
    public List<Hold> on(String prefix) {
        return all().stream().filter(hold -> hold.prefix().equals(prefix)).toList();
    }

    /** @param reason null where none is given */
    public Hold pause(String prefix, String reason, String by) {
        Hold hold = Hold.on(prefix, reason, by, clock.instant());
        ledger.orderBook().pause(hold);
        return hold;
    }

    public void resume(Hold hold, String by) {
        ledger.orderBook().resume(hold, Note.of(by, null, clock.instant()));
    }

    /** Who took it back; nothing while it stands. */
    public Optional<Note> resumed(Hold hold) {
        return ledger.orderBook().resumed(hold);
    }

    /** Whether an instance of this ledger is seen to run. */
    public boolean isHeard() {
        return !instances.live().isEmpty();
    }

    /** The live instances that may still start what it covers, with their last sign. */
    public Map<String, Instant> disobeying(Hold hold) {
        Map<String, Instant> live = new TreeMap<>(instances.live());
        live.keySet().removeAll(ledger.orderBook().obeying(hold));
        return live;
    }

    /**
     * The attempts under the pause whose start is recorded and whose end is not.
     *
     * @param refused is told of each open job of which nobody can say whether it is among them, for people
     */
    public List<Started> started(Hold hold, Consumer<String> refused) {
        return AtOnce.map(ledger.openMarkers(), marker -> JobByJob.read(() -> started(marker), refused)).stream()
                .flatMap(Optional::stream)
                .filter(attempt -> hold.covers(attempt.claim().upload().key()))
                .toList();
    }

    /** Those of them that are not over by now. */
    public List<Started> still(List<Started> before) {
        return AtOnce.map(before, attempt -> started(attempt.marker())).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Started> started(OpenMarker marker) {
        JobHistory history = ledger.historyTo(marker);
        return history.state() == State.STARTED
                ? Optional.ofNullable(ledger.lastClaim(history))
                        .map(claim -> new Started(marker, claim, history.isAccepted()))
                : Optional.empty();
    }

    /** @param accepted whether the encoder is known to have taken the start */
    public record Started(OpenMarker marker, Claim claim, boolean accepted) {}
}
