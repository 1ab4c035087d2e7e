package io.transcoder.setup.step;

import io.transcoder.config.Problem;
import io.transcoder.upload.LogText;

/**
 * A finding of the doctor: what is wrong with a resource, or worth knowing.
 *
 * @param where the resource, such as {@code s3://bucket}
 * @param what is wrong
 * @param why it matters
 * @param mend the command or the setting that mends it
 */
public record Finding(Level level, String where, String what, String why, String mend) {

    /**
     * @param id by which {@code setup-texts.yaml} has the level and the texts
     * @param values of the places that the texts leave open
     */
    public static Finding of(String id, String where, Object... values) {
        Texts texts = Texts.of("findings", id);
        return new Finding(
                texts.constant("level", Level.class),
                where,
                texts.part("what", values),
                texts.part("why", values),
                texts.part("mend", values));
    }

    public static Finding ofConfiguration(Problem problem) {
        return new Finding(
                problem.isError() ? Level.STOP : Level.NOTE,
                problem.key(),
                problem.message(),
                problem.isError() ? "the application does not start with it" : "it may be a misspelt key",
                "correct " + problem.key() + " in the configuration");
    }

    static Finding ofLook(Step step, Look look) {
        String mend = look.mend();
        if (mend.isEmpty()) {
            // that step alone: without it whatever else others made would be replaced too
            String force = look.state() == Look.State.DIFFERENT
                    ? " --force --only " + step.name().word()
                    : "";
            mend = "transcoder setup " + step.name().area() + force;
        }
        return new Finding(look.level(), step.where(), look.text(), step.why(), mend);
    }

    static Finding ofTrouble(String where, String why, Trouble trouble) {
        Level level =
                switch (trouble.reason()) {
                    case WRONG_KEY -> Level.STOP;
                    case DENIED, REFUSED -> Level.FAULT;
                    case UNREACHABLE -> Level.UNREACHABLE;
                    case UNSUPPORTED, NOT_SHOWN -> Level.NOTE;
                };
        return new Finding(level, where, trouble.getMessage(), why, trouble.mend());
    }

    /** The finding on one line. */
    public String line() {
        return level + " " + LogText.safe(where) + ": " + LogText.safe(what) + " | why: " + why + " | mend: " + mend;
    }
}
