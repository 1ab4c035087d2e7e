package io.transcoder.lint.model;

/** A file can't be read, is no YAML, or says one thing twice. */
public final class UnreadableFileException extends RuntimeException {
    private final int line;

    UnreadableFileException(int line, String message) {
        super(message);
        this.line = line;
    }

    public int line() {
        return line;
    }
}
