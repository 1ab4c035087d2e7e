package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.RetryHint;
import java.util.concurrent.CompletableFuture;

/** How a started encoding ends, where the script wants something else than success. */
public sealed interface Outcome {
    /** Runs for the encode time, then ERROR with {@code error{code,category,text,retryHint}}. */
    static Outcome error(int code, String text, RetryHint retryHint) {
        return new Ends(EncodingState.ERROR, new Failure(code, "SCRIPTED", text, retryHint));
    }

    /** CANCELED although nobody stopped it. */
    static Outcome canceled() {
        return new Ends(EncodingState.CANCELED, null);
    }

    static Outcome transferError() {
        return new Ends(
                EncodingState.TRANSFER_ERROR,
                new Failure(2200, "TRANSFER", "the output could not be transferred", RetryHint.UNDEFINED));
    }

    static Outcome finishedWithoutOutput() {
        return new Ends(EncodingState.FINISHED, null);
    }

    /** Stays QUEUED until it is stopped. */
    static Outcome stuckQueued() {
        return new StuckQueued();
    }

    /** Stays RUNNING, without progress and in its slot, until it is stopped. */
    static Outcome stuckRunning() {
        return new Shows(EncodingState.RUNNING);
    }

    /** Shows this status text from RUNNING on, for ever. */
    static Outcome unknownStatus(String text) {
        return new Shows(text);
    }

    /** Encodes as usual, but not before the signal. */
    static Outcome finishesAfter(CompletableFuture<?> signal) {
        return new Waits(signal, false);
    }

    /** As {@link #finishesAfter}, and gets on until then, as a long encoding does: by a per cent in 200 ms, to 99. */
    static Outcome getsOnUntil(CompletableFuture<?> signal) {
        return new Waits(signal, true);
    }

    /** Nothing scripted. */
    static Outcome success() {
        return new Waits(CompletableFuture.completedFuture(null), false);
    }

    /** Its own ending instead of an encode. */
    record Ends(String status, Failure failure) implements Outcome {}

    record StuckQueued() implements Outcome {}

    record Shows(String status) implements Outcome {}

    record Waits(CompletableFuture<?> signal, boolean getsOn) implements Outcome {}
}
