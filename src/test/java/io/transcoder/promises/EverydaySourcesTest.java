package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the shipped profiles take without an edit; docs/sources.md has what becomes of real media. */
class EverydaySourcesTest extends RunningSite {
    private static final String PICTURE = "Stream #0:0: Video: h264, yuv420p, %s";

    @Override
    protected Map<String, String> overrides() {
        return Map.of("bitmovin.timeout", "30s", "queue.visibility", "2m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1920x1080, 25 fps",
                "1080x1920, 30 fps",
                "1920x1080, 29.97 fps\nrotation of -90.00 degrees",
                "720x576 [SAR 64:45 DAR 16:9], 25 fps",
                "3840x2160, 59.94 fps",
                "640x360, 24 fps"
            })
    void aClipWithoutSoundIsEncodedByBoth(String picture) {
        for (String folder : List.of("in/", "in/xdcam/")) {
            String key = folder + "silent-" + picture.replaceAll("\\W", "-") + ".mov";

            site.upload(key, PICTURE.formatted(picture));

            encoded(key);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 16})
    void soundAloneIsEncodedByBothHoweverManyTracksItHas(int tracks) {
        for (String folder : List.of("in/", "in/xdcam/")) {
            String key = folder + "sound-" + tracks + ".wav";

            site.upload(
                    key,
                    IntStream.range(0, tracks)
                            .mapToObj(track -> "Stream #0:" + track + ": Audio: pcm_s24le, 48000 Hz, mono")
                            .collect(Collectors.joining("\n")));

            encoded(key);
        }
    }

    /** The encoder leaves out all streams and with them the file, and its encoding is finished all the same. */
    @Test
    void ofWhatHasNeitherPictureNorSoundNoFileIsMadeAndThatIsADeadLetter() {
        String key = "in/neither.mkv";

        site.upload(key, "Stream #0:0: Subtitle: subrip");

        var letter = deadLetter();
        assertThat(attribute(letter, "kind")).isEqualTo("encoding-failed");
        assertThat(attribute(letter, "reason")).contains("finished", outputOf(key) + " is not there");
        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isFalse();
    }

    @Test
    void aFileOfSubtitlesBesideItsSourceIsLeftAlone() {
        String key = "in/spoken.mxf";
        site.upload(key + ".srt", "1");
        site.upload(key, "media");

        encoded(key);

        assertThat(site.encodingsOf(key + ".srt")).isEmpty();
        assertThat(site.exists(Site.SOURCES, key + ".srt")).isTrue();
        assertThat(site.deadLetters()).isEmpty();
    }

    private void encoded(String key) {
        settled(key);
        assertThat(site.encodingsOf(key))
                .as(key)
                .filteredOn(encoding -> encoding.startedCount() > 0)
                .singleElement()
                .matches(encoding -> encoding.outputs().stream().allMatch(Encoder.Output::isWritten));
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
    }
}
