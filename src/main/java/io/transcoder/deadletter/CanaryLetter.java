package io.transcoder.deadletter;

import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;

/** Waits until it is known whether one replayed dead letter goes well, before the others are replayed. */
public record CanaryLetter(Ledger ledger, DeadLetterQueue queue, Clock clock) {
    /**
     * Waits until the step that failed is passed: the end of the encoding where the encoder had failed, its start otherwise.
     *
     * @param before where the job stood before the replay
     * @param known message ids of the letters from before the replay
     * @param progress is told now and then what is waited for
     */
    public Verdict await(
            DeadLetter letter, JobHistory before, Set<String> known, Duration patience, Consumer<String> progress) {
        Instant giveUp = clock.instant().plus(patience);
        boolean toTheEnd = Letters.isOfEncoding(letter.kind());
        Pace looks = Pace.perSecond(1);
        while (true) {
            looks.await(1);
            String stands;
            try {
                JobHistory now = ledger.history(before.jobId());
                Optional<Verdict> verdict = verdict(before, now, toTheEnd).or(() -> letterAgain(letter, known));
                if (verdict.isPresent()) {
                    return verdict.get();
                }
                stands = "is " + now.state();
            } catch (SdkException e) {
                // it is on its way, and may be paid for: the next look tells what becomes of it
                stands = "can't be looked at: " + LogText.safe(e.getMessage());
            }
            if (!clock.instant().isBefore(giveUp)) {
                return new Verdict(false, "after " + patience.toSeconds() + " s its job still " + stands);
            }
            progress.accept("waiting for job " + before.jobId() + ", which " + stands);
        }
    }

    private Optional<Verdict> verdict(JobHistory before, JobHistory now, boolean toTheEnd) {
        if (now.attempt() == before.attempt() && now.state() == before.state()) {
            return Optional.empty();
        }
        if (now.has(Part.END)) {
            End end = ledger.lastEnd(now);
            // one that was skipped, as an operator has stopped it, says nothing of the others
            return Optional.of(new Verdict(end.outcome() == End.Outcome.FINISHED, end.outcome() + ": " + end.reason()));
        }
        // a start record is made before the encoder is asked, which may refuse
        return !toTheEnd && now.isAccepted()
                ? Optional.of(new Verdict(true, "its encoding is started"))
                : Optional.empty();
    }

    private Optional<Verdict> letterAgain(DeadLetter letter, Set<String> known) {
        return queue.list().stream()
                .filter(other -> !known.contains(other.messageId()) && isOfSameKey(letter, other))
                .findFirst()
                .map(again -> new Verdict(false, "it is a dead letter again: " + again.reason()));
    }

    private static boolean isOfSameKey(DeadLetter letter, DeadLetter other) {
        return letter.upload() != null
                && other.upload() != null
                && letter.upload().keyHash().equals(other.upload().keyHash());
    }

    /** @param text why, for people */
    public record Verdict(boolean good, String text) {}
}
