package io.transcoder.failure;

/** Thrown where a name in the configuration or in a profile stands for no resource at Bitmovin, or for more than one. */
public final class UnknownResourceException extends RuntimeException {
    public UnknownResourceException(String message) {
        super(message);
    }
}
