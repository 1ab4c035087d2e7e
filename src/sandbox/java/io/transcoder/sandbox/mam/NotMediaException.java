package io.transcoder.sandbox.mam;

/** A file that is no media, or is damaged; the message holds ffmpeg's words. */
public final class NotMediaException extends RuntimeException {
    NotMediaException(String message) {
        super(message);
    }
}
