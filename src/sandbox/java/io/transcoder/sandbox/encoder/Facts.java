package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.ConformFilter;
import com.bitmovin.api.sdk.model.EncodingStreamInputDetails;
import com.bitmovin.api.sdk.model.ProgressiveMuxingInformation;
import com.bitmovin.api.sdk.model.VideoConfiguration;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is said of media in the answers, held to the models of Bitmovin's SDK; those of segments have the same fields. */
final class Facts {
    /** Frames a second of every source of the fake. */
    private static final double SOURCE_FPS = 25;

    private static final JsonMapper STRICT = JsonMapper.builder().build();

    private Facts() {}

    /** @throws IllegalArgumentException where Bitmovin's muxings have no such fact */
    static ObjectNode ofMuxing(ObjectNode information) {
        STRICT.convertValue(information, ProgressiveMuxingInformation.class);
        return information;
    }

    /** @throws IllegalArgumentException where Bitmovin's inputs have no such fact */
    static ObjectNode ofInput(ObjectNode analysis) {
        STRICT.convertValue(analysis, EncodingStreamInputDetails.class);
        return analysis;
    }

    /** The information of a file that was encoded as planned, of sources that last as given. */
    static ObjectNode planned(Plan.File file, long bytes, ToDoubleFunction<Plan.Source> length) {
        ObjectNode information = RequestJudge.JSON
                .createObjectNode()
                .put("mimeType", file.kind().contentType())
                .put("fileSize", bytes)
                .put("containerFormat", file.kind().path())
                .put("duration", 0.0);
        for (Plan.Track track : file.tracks()) {
            boolean video = track.codec() instanceof VideoConfiguration;
            double seconds = seconds(track, length);
            information
                    .withArray(video ? "videoTracks" : "audioTracks")
                    .addObject()
                    .put("index", file.tracks().indexOf(track))
                    .put("codec", codec(track.codec()))
                    .put("duration", seconds);
            information.put(
                    "duration", Math.max(seconds, information.path("duration").asDouble()));
        }
        return ofMuxing(information);
    }

    private static String codec(Object configuration) {
        return configuration
                .getClass()
                .getSimpleName()
                .replaceAll("(Video|Audio)Configuration$", "")
                .toLowerCase(Locale.ROOT);
    }

    private static double seconds(Plan.Track track, ToDoubleFunction<Plan.Source> length) {
        double speed = track.filters().stream()
                .filter(ConformFilter.class::isInstance)
                .mapToDouble(filter -> ((ConformFilter) filter).getTargetFps() / SOURCE_FPS)
                .reduce(1, (one, other) -> one * other);
        return seconds(track.feed(), length) / speed;
    }

    private static double seconds(Plan.Feed feed, ToDoubleFunction<Plan.Source> length) {
        if (feed instanceof Plan.Trim trim) {
            double offset =
                    trim.settings().getOffset() == null ? 0 : trim.settings().getOffset();
            double rest = Math.max(0, seconds(trim.feed(), length) - offset);
            return trim.settings().getDuration() == null
                    ? rest
                    : Math.min(rest, trim.settings().getDuration());
        }
        if (feed instanceof Plan.Sequence sequence) {
            return sequence.parts().stream()
                    .mapToDouble(part -> seconds(part, length))
                    .sum();
        }
        return feed.sources().mapToDouble(length).max().orElse(0);
    }

    /** The analysis of a source that lasts so long and holds such tracks. */
    static ObjectNode source(double seconds, MediaTool.Media media) {
        ObjectNode analysis = RequestJudge.JSON
                .createObjectNode()
                .put("formatName", "mxf")
                .put("startTime", 0.0)
                .put("duration", seconds);
        for (MediaTool.Track picture : media.video()) {
            track(analysis.withArray("videoStreams"), seconds, picture)
                    .put("fps", String.valueOf(picture.framesPerSecond()).replaceFirst("\\.0$", ""));
        }
        media.audio().forEach(sound -> track(analysis.withArray("audioStreams"), seconds, sound));
        return ofInput(analysis);
    }

    private static ObjectNode track(ArrayNode tracks, double seconds, MediaTool.Track track) {
        return tracks.addObject()
                .put("position", tracks.size() - 1)
                .put("duration", seconds)
                .put("codec", track.codec());
    }
}
