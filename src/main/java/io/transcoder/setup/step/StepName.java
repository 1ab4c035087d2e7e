package io.transcoder.setup.step;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names of steps, which {@code setup --only} and {@code --skip} take: one word for each kind of step, whatever it is made for. */
public enum StepName {
    BUCKET(Area.AWS),
    PUBLIC_ACCESS(Area.AWS),
    ENCRYPTION(Area.AWS),
    TLS(Area.AWS),
    VERSIONING(Area.AWS),
    QUEUE(Area.AWS),
    RETENTION(Area.AWS),
    MESSAGE_SIZE(Area.AWS),
    QUEUE_ENCRYPTION(Area.AWS),
    VISIBILITY(Area.AWS),
    LONG_POLLING(Area.AWS),
    REDRIVE(Area.AWS),
    REDRIVE_PERMISSION(Area.AWS),
    QUEUE_POLICY(Area.AWS),
    SENDERS(Area.AWS),
    DENY_OTHERS(Area.AWS),
    EVENTS(Area.AWS),
    UNFINISHED_UPLOADS(Area.AWS),
    LEDGER_EXPIRY(Area.AWS),
    ARCHIVE_EXPIRY(Area.AWS),
    INPUT(Area.BITMOVIN),
    OUTPUT(Area.BITMOVIN),
    CODEC_CONFIG(Area.BITMOVIN),
    FILTER(Area.BITMOVIN),
    ACCESS(Area.BITMOVIN),
    SHAPE_TAG(Area.VIDISPINE),
    TRANSCODER(Area.VIDISPINE);

    private final Area area;

    StepName(Area area) {
        this.area = area;
    }

    /** What the step is about, for people. */
    String where(String thing) {
        return (thing + " " + texts().part("aspect")).strip();
    }

    /** What happens where it is not so. */
    String why() {
        return texts().part("why");
    }

    /** What set-up makes of it. */
    String aim(Object... values) {
        return texts().part("aim", values);
    }

    private Texts texts() {
        return Texts.of("steps", word());
    }

    /** The word after {@code setup}. */
    String area() {
        return area.name().toLowerCase(Locale.ROOT);
    }

    /** Such as {@code public-access}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<StepName> of(String word) {
        return Arrays.stream(values()).filter(name -> name.word().equals(word)).findFirst();
    }

    /** All words, for people. */
    public static String words() {
        return Arrays.stream(values()).map(StepName::word).collect(Collectors.joining(", "));
    }
}
