package io.transcoder.setup.step;

/** How bad a finding is. */
public enum Level {
    /** The application cannot work with it, and that is certain. */
    STOP,
    FAULT,
    /** A service could not be reached: nothing is known. */
    UNREACHABLE,
    /** Worth knowing; nothing has to be done. */
    NOTE;

    public boolean isFault() {
        return this != NOTE;
    }
}
