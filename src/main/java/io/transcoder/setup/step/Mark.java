package io.transcoder.setup.step;

import java.util.Map;
import java.util.function.Supplier;

/**
 * The tag by which set-up knows what it made, so that it may change it later without being forced to. Its value is the source
 * bucket: what was made for another installation is not ours.
 */
public record Mark(String value) {
    public static final String KEY = "transcoder-setup";

    public static Mark of(Installation installation) {
        return new Mark(installation.sourceBucket());
    }

    /** Tags what was just made; a service without tags is no trouble. */
    public static void put(Runnable tagging) {
        try {
            tagging.run();
        } catch (Trouble trouble) {
            if (trouble.reason() != Trouble.Reason.UNSUPPORTED) {
                throw trouble;
            }
        }
    }

    /** What to make of something that is there and not as it should be. */
    public Look outdated(Look look, Supplier<Map<String, String>> tags) {
        return isOn(tags) ? look : look.as(Look.State.DIFFERENT);
    }

    private boolean isOn(Supplier<Map<String, String>> tags) {
        try {
            return value.equals(tags.get().get(KEY));
        } catch (Trouble trouble) {
            if (trouble.isHarmless()) {
                return false;
            }
            throw trouble;
        }
    }
}
