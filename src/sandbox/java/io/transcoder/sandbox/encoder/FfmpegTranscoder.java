package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Downloads the sources and runs ffmpeg once per file. */
final class FfmpegTranscoder implements Transcoder {
    private final MediaStore store;
    private final MediaTool ffmpeg;

    FfmpegTranscoder(MediaStore store, MediaTool ffmpeg) {
        this.store = store;
        this.ffmpeg = ffmpeg;
    }

    @Override
    public Map<String, Result> transcode(
            Plan plan,
            Path folder,
            Consumer<String> etag,
            BiConsumer<Plan.Source, ObjectNode> analysed,
            Function<Map<Plan.Source, MediaTool.Media>, Plan> remaining,
            IntConsumer progress)
            throws EncodingFailed, IOException, InterruptedException {
        if (!plan.isFfmpegs()) {
            throw new EncodingFailed(-1, "SANDBOX", "the ffmpeg of this sandbox does not do all of this encoding");
        }
        Map<Plan.Source, MediaTool.Media> contents = new HashMap<>();
        Map<Plan.Source, Path> sources = new LinkedHashMap<>();
        double seconds = 0;
        for (Plan.Source source : plan.sources()) {
            Path file = folder.resolve("source-" + sources.size());
            String read =
                    store.fetch(source.bucket(), source.key(), file).orElseThrow(() -> EncodingFailed.noSource(source));
            if (sources.isEmpty()) {
                etag.accept(read);
            }
            sources.put(source, file);
            MediaTool.Media media = ffmpeg.probe(file);
            if (media.tracks().isEmpty()) {
                throw new EncodingFailed(2107, "INPUT", "'" + source.key() + "' is not a media file");
            }
            contents.put(source, media);
            seconds = Math.max(seconds, media.durationSeconds());
            analysed.accept(source, analysis(media));
        }
        List<Plan.File> files = remaining.apply(contents).files();
        Map<String, Result> results = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            Plan.File file = files.get(i);
            Path target = folder.resolve(file.muxingId() + ".mp4");
            int done = i;
            try {
                ffmpeg.run(
                        FfmpegArguments.of(file, sources, target),
                        seconds,
                        percent -> progress.accept((100 * done + percent) / files.size()));
            } catch (MediaTool.Failed e) {
                throw new EncodingFailed(10000, "DECODING ERROR", e.getMessage());
            }
            results.put(file.muxingId(), new Result(target, information(target)));
        }
        return results;
    }

    private ObjectNode information(Path file) throws IOException, InterruptedException {
        MediaTool.Media media = ffmpeg.probe(file);
        long bytes = Files.size(file);
        ObjectNode information = RequestJudge.JSON
                .createObjectNode()
                .put("mimeType", "video/mp4")
                .put("fileSize", bytes)
                .put("containerFormat", "MPEG-4")
                .put("duration", media.durationSeconds());
        if (media.durationSeconds() > 0) {
            information.put("containerBitrate", Math.round(bytes * 8 / media.durationSeconds()));
        }
        ArrayNode video = information.putArray("videoTracks");
        for (MediaTool.Track track : media.video()) {
            ObjectNode node = named(video, track);
            Optional<String> size = track.size();
            if (size.isPresent()) {
                List<String> sides = List.of(size.get().split("x"));
                node.put("frameWidth", Integer.valueOf(sides.get(0))).put("frameHeight", Integer.valueOf(sides.get(1)));
            }
        }
        ArrayNode audio = information.putArray("audioTracks");
        media.audio().forEach(track -> named(audio, track));
        return Facts.ofMuxing(information);
    }

    private static ObjectNode analysis(MediaTool.Media media) {
        ObjectNode analysis = RequestJudge.JSON.createObjectNode().put("duration", media.durationSeconds());
        media.video().forEach(track -> positioned(analysis.withArray("videoStreams"), track));
        media.audio().forEach(track -> positioned(analysis.withArray("audioStreams"), track));
        return Facts.ofInput(analysis);
    }

    private static void positioned(ArrayNode streams, MediaTool.Track track) {
        streams.addObject().put("position", track.index()).put("codec", track.codec());
    }

    private static ObjectNode named(ArrayNode tracks, MediaTool.Track track) {
        return tracks.addObject().put("index", track.index()).put("codec", track.codec());
    }
}
