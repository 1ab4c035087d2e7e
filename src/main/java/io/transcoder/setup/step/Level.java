package io.transcoder.setup.step;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How bad a finding is. */
public enum Level {
    /** The application cannot work with it, and that is certain. */
    STOP,
    FAULT,
    /** A service could not be reached: nothing is known. */
    UNREACHABLE,
    /** Worth knowing; nothing has to be done. */
    NOTE;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isFault() {
        return this != NOTE;
    }
}
