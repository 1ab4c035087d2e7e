package io.transcoder.config;

/**
 * A mistake in the configuration.
 *
 * @param key the property's name, as the operator wrote it
 * @param message one line that says what is expected; never holds a secret's value
 */
public record Problem(Severity severity, String key, String message) {
    /** An error stops the start, a warning does not. */
    public enum Severity {
        ERROR,
        WARNING
    }

    static Problem error(String key, String message) {
        return new Problem(Severity.ERROR, key, message);
    }

    static Problem warning(String key, String message) {
        return new Problem(Severity.WARNING, key, message);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code key: message}, as it is shown to people. */
    public String line() {
        return key + ": " + message;
    }
}
