package io.transcoder.setup;

/** A service did not do what was asked. The message is for people and holds no secret. */
final class Trouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    enum Kind {
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

    private final Kind kind;
    private final String mend;

    Trouble(Kind kind, String message, String mend) {
        super(message);
        this.kind = kind;
        this.mend = mend;
    }

    Kind kind() {
        return kind;
    }

    /** Nothing was learnt, and nobody but set-up and doctor needs it. */
    boolean isHarmless() {
        return kind == Kind.UNSUPPORTED || kind == Kind.NOT_SHOWN;
    }

    /** What to do about it. */
    String mend() {
        return mend;
    }
}
