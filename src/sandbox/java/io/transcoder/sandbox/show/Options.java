package io.transcoder.sandbox.show;

import io.transcoder.sandbox.mam.XdcamClip;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What to show.
 *
 * @param plays recordings to be made, in this order; the first is shown whatever the time
 * @param file a recording of the user's own, in place of the plays
 * @param keep whether to stay up for more
 */
public record Options(List<Play> plays, Optional<Path> file, boolean keep) {
    private static final String BOTH = "both";

    /**
     * The properties {@code sandbox.profile} (mp4, xdcam-stereo-mp4 or both), {@code sandbox.file} and {@code sandbox.keep}.
     *
     * @throws IllegalArgumentException for people, where a value is not one of these
     */
    public static Options of(Properties properties) {
        String profile = properties.getProperty("sandbox.profile", BOTH);
        List<Play> plays = new ArrayList<>(
                List.of(Play.xdcam(XdcamClip.hd()), Play.mp4(XdcamClip.small().lasting(Duration.ofSeconds(3)))));
        plays.removeIf(play -> !profile.equals(BOTH) && !profile.equals(play.profile()));
        if (plays.isEmpty()) {
            throw new IllegalArgumentException(
                    "sandbox.profile is mp4, xdcam-stereo-mp4 or both, not '" + profile + "'");
        }
        return new Options(
                List.copyOf(plays),
                Optional.ofNullable(properties.getProperty("sandbox.file")).map(Path::of),
                Boolean.parseBoolean(properties.getProperty("sandbox.keep")));
    }

    public static Options playing(Play... plays) {
        return new Options(List.of(plays), Optional.empty(), false);
    }

    public static Options ofFile(Path file) {
        return new Options(List.of(), Optional.of(file), false);
    }
}
