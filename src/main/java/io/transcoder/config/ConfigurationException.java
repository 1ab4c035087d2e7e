package io.transcoder.config;

/** Thrown where the configuration cannot be used; the command ends with exit code 2. The message is for the operator, without secrets. */
public class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
