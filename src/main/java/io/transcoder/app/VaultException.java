package io.transcoder.app;

import io.transcoder.config.ConfigurationException;
import io.transcoder.config.Setting;

/** A vault did not give the value of a setting. */
final class VaultException extends ConfigurationException {
    private static final long serialVersionUID = 1L;

    private final boolean isAbsence;

    /**
     * @param isAbsence whether there is no such secret or no such field, so that a default counts
     * @param message without the setting
     */
    VaultException(boolean isAbsence, Setting setting, String message) {
        super(setting.key() + ": " + message);
        this.isAbsence = isAbsence;
    }

    boolean isAbsence() {
        return isAbsence;
    }
}
