package io.transcoder.sandbox.show;

import io.transcoder.sandbox.mam.MediaSummary;
import io.transcoder.sandbox.mam.MediaSummary.Audio;
import io.transcoder.sandbox.mam.MediaSummary.FieldOrder;
import io.transcoder.sandbox.mam.MediaSummary.Video;
import io.transcoder.sandbox.mam.Tones;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a result is what the profile promises. */
final class Verdict {
    private static final Duration TOLERANCE = Duration.ofMillis(250);

    private final List<String> faults = new ArrayList<>();
    private final List<List<Integer>> tones = new ArrayList<>();

    Verdict(Play play, MediaSummary media, Path file, Tones ears) {
        demand(media.videos().size() == 1 && media.audios().size() == 1, "one video and one audio track");
        if (faults.isEmpty()) {
            video(play, media.videos().get(0));
            Audio audio = media.audios().get(0);
            demand(audio.codec().equals("aac"), "AAC");
            demand(audio.channels() == play.tones().size(), play.tones().size() + " audio channels");
            for (int channel = 0; channel < audio.channels(); channel++) {
                tones.add(ears.in(file, 0, channel));
            }
            demand(tones.equals(play.tones().stream().map(List::of).toList()), "tones of " + play.tones() + " Hz");
        }
        demand(
                media.duration().minus(play.duration()).abs().compareTo(TOLERANCE) < 0,
                "a duration of " + Screen.seconds(play.duration()));
    }

    /** What it should have and does not; empty where all is well. */
    List<String> faults() {
        return faults;
    }

    /** {@code left 310 Hz, right 410 Hz}. */
    String heard() {
        if (tones.size() != 2) {
            return tones.size() == 1 ? "mono " + hertz(tones.get(0)) : tones.size() + " channels";
        }
        return "left " + hertz(tones.get(0)) + ", right " + hertz(tones.get(1));
    }

    private void video(Play play, Video video) {
        demand(video.codec().equals("h264") && video.profile().equals("High"), "H.264 High");
        demand(video.pixelFormat().equals("yuv420p"), "yuv420p");
        int lines = Math.min(1080, play.clip().height());
        demand(video.height() == lines, lines + " lines");
        demand(!play.progressive() || video.fieldOrder() == FieldOrder.PROGRESSIVE, "progressive pictures");
    }

    private void demand(boolean met, String what) {
        if (!met) {
            faults.add(what);
        }
    }

    private static String hertz(List<Integer> tones) {
        return tones.isEmpty()
                ? "silent"
                : String.join(" + ", tones.stream().map(tone -> tone + " Hz").toList());
    }
}
