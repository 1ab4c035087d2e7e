package io.transcoder.setup.step;

import io.transcoder.config.ConfigurationException;

/** A service did not do what was asked. The message is for people and holds no secret. */
public final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Cause {
        DENIED,
        /** As {@link #DENIED}, for what the application itself does not need. */
        NOT_SHOWN,
        /** The credentials themselves are refused: nothing can work. */
        WRONG_KEY,
        UNREACHABLE,
        /** The service does not know such a thing, as S3-compatible stores may. */
        UNSUPPORTED,
        REFUSED
    }

    private final Cause kind;
    private final String mend;

    public Trouble(Cause kind, String message, String mend) {
        super(message);
        this.kind = kind;
        this.mend = mend;
    }

    /** A secret that its vault does not give, which the message names with what to do. */
    public static Trouble ofSecret(Cause kind, ConfigurationException e) {
        return new Trouble(
                kind, e.getMessage(), "correct that, or set the secret itself in the place of the reference");
    }

    Cause kind() {
        return kind;
    }

    /** Nothing was learnt, and nobody but set-up and doctor needs it. */
    boolean isHarmless() {
        return kind == Cause.UNSUPPORTED || kind == Cause.NOT_SHOWN;
    }

    /** What to do about it. */
    String mend() {
        return mend;
    }
}
