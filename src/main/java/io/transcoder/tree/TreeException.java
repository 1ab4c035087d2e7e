package io.transcoder.tree;

/**
 * A tree that cannot be read, or a leaf of it that has no value. The message names the place, never a value that came in
 * with a message.
 */
public final class TreeException extends RuntimeException {
    TreeException(String message) {
        this(message, null);
    }

    TreeException(String message, Throwable cause) {
        super(message, cause);
    }
}
