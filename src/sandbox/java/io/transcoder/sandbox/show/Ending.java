package io.transcoder.sandbox.show;

import io.transcoder.sandbox.mam.MediaSummary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How an upload ended.
 *
 * @param result the file that the MAM fetched, with what is in it; null where it failed
 * @param untilStart from the object being visible to the accepted start; null where there was none
 * @param failure why it failed, for people; empty where it did not
 */
record Ending(Path result, MediaSummary media, Duration untilStart, Optional<String> failure) {
    static Ending finished(Path result, MediaSummary media, Duration untilStart) {
        return new Ending(result, media, untilStart, Optional.empty());
    }

    static Ending failed(String why) {
        return new Ending(null, null, null, Optional.of(why));
    }
}
