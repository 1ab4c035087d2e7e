package io.transcoder.setup.step;

import io.transcoder.upload.LogText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

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

    /** @param message of the configuration's check, which says what is expected */
    public static Finding ofConfiguration(boolean isError, String key, String message) {
        return new Finding(
                isError ? Level.STOP : Level.NOTE,
                key,
                message,
                isError ? "the application does not start with it" : "it may be a misspelt key",
                "correct " + key + " in the configuration");
    }

    static Finding ofLook(Step step, Look look) {
        String mend = look.mend();
        if (mend.isEmpty()) {
            mend = "transcoder setup " + step.area() + (look.state() == Look.State.DIFFERENT ? " --force" : "");
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

    /** The fields of the JSON form. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("level", level.name().toLowerCase(Locale.ROOT));
        fields.put("where", where);
        fields.put("what", what);
        fields.put("why", why);
        fields.put("mend", mend);
        return fields;
    }
}
