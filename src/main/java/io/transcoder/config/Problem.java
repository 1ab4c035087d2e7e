package io.transcoder.config;

/**
 * A mistake in the configuration.
 *
 * @param isError whether it stops the start; a warning does not
 * @param key the property's name, as the operator wrote it
 * @param message one line that says what is expected; never holds a secret's value
 */
public record Problem(boolean isError, String key, String message) {
    static Problem error(String key, String message) {
        return new Problem(true, key, message);
    }

    static Problem warning(String key, String message) {
        return new Problem(false, key, message);
    }

    /** {@code key: message}, as it is shown to people. */
    public String line() {
        return key + ": " + message;
    }
}
