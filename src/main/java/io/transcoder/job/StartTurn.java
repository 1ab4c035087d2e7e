package io.transcoder.job;

import io.transcoder.ledger.Bills.Announcement;
import io.transcoder.ledger.records.Start;

/**
 * Whose turn it is to post the start of an attempt, or to give the attempt up.
 *
 * @param start the start record that holds; null where there is none yet
 * @param announcement of the attempt, made for this turn; null where there is none
 */
public record StartTurn(TurnKind kind, Start start, Announcement announcement) {
    public StartTurn(TurnKind kind, Start start) {
        this(kind, start, null);
    }

    public enum TurnKind {
        /** We made the start record, so nobody has posted the start. */
        OURS,
        /** Whoever made the record has left it alone. Nobody knows whether the start was posted. */
        TAKEN_OVER,
        /** Somebody else is at it. */
        THEIRS,
        /** The encoder is full, or as many encodings as we allow are there, and the job waits for the watcher. */
        ENCODER_FULL,
        /** An encoding of another job may still write one of the outputs, and the job waits for the watcher. */
        OUTPUT_HELD,
        /** An operator has paused the starts of such keys, or a budget is used up, and the job waits for the watcher. Nothing is recorded or posted. */
        PAUSED
    }

    public boolean isOurs() {
        return kind == TurnKind.OURS || kind == TurnKind.TAKEN_OVER;
    }

    public boolean isTakenOver() {
        return kind == TurnKind.TAKEN_OVER;
    }
}
