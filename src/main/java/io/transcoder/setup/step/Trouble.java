package io.transcoder.setup.step;

import io.transcoder.config.ConfigurationException;

/** The error that a service did not do what was asked. The message is for people and holds no secret. */
public final class Trouble extends RuntimeException {
    public enum Reason {
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

    private final Reason reason;
    private final String mend;

    private Trouble(Reason reason, String message, String mend) {
        super(message);
        this.reason = reason;
        this.mend = mend;
    }

    /**
     * @param id by which {@code setup-texts.yaml} has the reason and the texts
     * @param values of the places that the texts leave open
     */
    public static Trouble of(String id, Object... values) {
        Texts texts = Texts.of("troubles", id);
        return new Trouble(
                texts.constant("reason", Reason.class), texts.part("what", values), texts.part("mend", values));
    }

    /** A secret that its vault does not give, which the message names with what to do. */
    public static Trouble ofSecret(Reason reason, ConfigurationException e) {
        return new Trouble(
                reason, e.getMessage(), "correct that, or set the secret itself in the place of the reference");
    }

    Reason reason() {
        return reason;
    }

    /** Nothing was learnt, and nobody but set-up and doctor needs it. */
    boolean isHarmless() {
        return reason == Reason.UNSUPPORTED || reason == Reason.NOT_SHOWN;
    }

    /** Another try may go well. */
    boolean mayPass() {
        return reason == Reason.REFUSED || reason == Reason.UNREACHABLE;
    }

    /** What to do about it. */
    String mend() {
        return mend;
    }
}
