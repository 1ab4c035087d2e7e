package io.transcoder.setup.step;

import java.util.function.Supplier;

/**
 * One setting or resource that set-up is to ensure: a look that tells whether it is right, and an action that makes it so. The
 * doctor looks, set-up makes as well.
 *
 * @param where what it is about, for people
 * @param why what happens where it is not so
 * @param aim what set-up makes of it, for its plan; empty where it makes nothing
 * @param look changes nothing; throws {@link Trouble}
 * @param make throws {@link Trouble}
 */
public record Step(StepName name, String where, String why, String aim, Supplier<Look> look, Runnable make) {
    /**
     * @param thing such as {@code s3://bucket}
     * @param aim values of the places that the text of the aim leaves open
     */
    public Step(StepName name, String thing, Supplier<Look> look, Runnable make, Object... aim) {
        this(name, name.where(thing), name.why(), name.aim(aim), look, make);
    }

    /** A step that makes nothing. */
    public Step(StepName name, String thing, Supplier<Look> look) {
        this(name, name.where(thing), name.why(), "", look, () -> {});
    }

    /** The step with a reason that is more exact than that of every step of the name. */
    public Step because(String reason) {
        return new Step(name, where, reason, aim, look, make);
    }
}
