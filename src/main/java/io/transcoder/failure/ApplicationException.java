package io.transcoder.failure;

/** The application can't start, or not go on. The message says why and what to do, and is all that a user needs. */
public final class ApplicationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ApplicationException(String message, Throwable cause) {
        super(message, cause);
    }
}
