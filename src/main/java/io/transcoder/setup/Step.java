package io.transcoder.setup;

import java.util.function.Supplier;

/**
 * One thing that has to be so: a look that tells whether it is, and what makes it so. The doctor looks, set-up makes as well.
 *
 * @param area what the step belongs to, the word after {@code setup}
 * @param where what it is about, for people
 * @param why what happens where it is not so
 * @param aim what set-up makes of it, for its plan; empty where it makes nothing
 * @param look changes nothing; throws {@link Trouble}
 * @param make throws {@link Trouble}
 */
record Step(String area, String where, String why, String aim, Supplier<Look> look, Runnable make) {
    /** A step that makes nothing. */
    Step(String area, String where, String why, Supplier<Look> look) {
        this(area, where, why, "", look, () -> {});
    }
}
