package io.transcoder.failure;

/** Thrown where the application can't start or go on. The message says why and what to do, and is all that a user needs. */
public final class ApplicationException extends RuntimeException {
    public ApplicationException(String message, Throwable cause) {
        super(message, cause);
    }
}
