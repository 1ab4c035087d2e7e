package io.transcoder.aws;

import io.transcoder.config.ConfigurationException;
import io.transcoder.config.Setting;

/** Thrown where a vault does not give the value of a setting. */
final class VaultException extends ConfigurationException {
    /** What kept the value back. */
    enum Reason {
        /** There is no such secret or no such field, so that a default counts. */
        ABSENT,
        /** A definite answer, or a value that is no good: only people can change it. */
        REFUSED,
        /** No answer, which may be had later. */
        UNREACHABLE
    }

    private final Reason reason;

    /** @param message without the setting */
    VaultException(Reason reason, Setting setting, String message) {
        super(setting.key() + ": " + message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
