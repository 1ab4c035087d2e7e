package io.transcoder.config;

/** The configuration cannot be used; the message is one line for the operator, never holds a secret, and is worth exit code 2. */
public class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
