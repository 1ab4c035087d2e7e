package io.transcoder.failure;

/** Thrown where a name in the configuration or in a profile stands for no resource at Bitmovin, or for more than one. */
public final class UnknownResourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnknownResourceException(String message) {
        super(message);
    }
}
