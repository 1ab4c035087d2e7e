package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes {@code encoded:<encoding id>:<source ETag>} instead of media. A source may say in the words of {@code ffmpeg -i} what is in it;
 * any other is HD with eight mono tracks.
 */
final class FakeTranscoder implements Transcoder {
    private static final MediaTool.Media USUAL = MediaTool.media(Stream.concat(
                    Stream.of("Stream #0:0: Video: mpeg2video, yuv422p, 1920x1080 [SAR 1:1 DAR 16:9], 25 fps"),
                    IntStream.rangeClosed(1, 8)
                            .mapToObj(track -> "Stream #0:" + track + ": Audio: pcm_s24le, 48000 Hz, mono"))
            .toList());

    private final MediaStore store;
    private final ToDoubleFunction<String> seconds;

    /** @param seconds how long a source lasts, by its key */
    FakeTranscoder(MediaStore store, ToDoubleFunction<String> seconds) {
        this.store = store;
        this.seconds = seconds;
    }

    @Override
    public Map<String, Result> transcode(
            Plan plan,
            Path folder,
            Consumer<String> etag,
            BiConsumer<Plan.Source, ObjectNode> analysed,
            Function<Map<Plan.Source, MediaTool.Media>, Plan> remaining,
            IntConsumer progress)
            throws EncodingFailed, IOException {
        String first = null;
        Map<Plan.Source, MediaTool.Media> sources = new HashMap<>();
        for (Plan.Source source : plan.sources()) {
            Path file = folder.resolve("source-" + sources.size());
            String found =
                    store.fetch(source.bucket(), source.key(), file).orElseThrow(() -> EncodingFailed.noSource(source));
            first = first == null ? found : first;
            sources.put(source, media(file));
            analysed.accept(source, Facts.source(length(source), sources.get(source)));
        }
        etag.accept(first);
        Plan left = remaining.apply(sources);
        requireTracks(left, sources);
        Map<String, Result> results = new HashMap<>();
        for (Plan.File file : left.files()) {
            Path written = Files.writeString(
                    folder.resolve(file.muxingId() + ".mp4"), "encoded:" + plan.encodingId() + ":" + first);
            results.put(file.muxingId(), new Result(written, Facts.planned(file, Files.size(written), this::length)));
        }
        return results;
    }

    private double length(Plan.Source source) {
        return seconds.applyAsDouble(source.key());
    }

    private static MediaTool.Media media(Path source) throws IOException {
        MediaTool.Media said = MediaTool.media(
                Files.readString(source, StandardCharsets.ISO_8859_1).lines().toList());
        return said.tracks().isEmpty() ? USUAL : said;
    }

    private static void requireTracks(Plan plan, Map<Plan.Source, MediaTool.Media> sources) throws EncodingFailed {
        for (Plan.File file : plan.files()) {
            for (Plan.Track track : file.tracks()) {
                for (Plan.Ingest ingest : track.feed().ingests().toList()) {
                    if (ingest.of(sources.get(ingest.source()), track.isVideo()).isEmpty()) {
                        throw new EncodingFailed(
                                10000,
                                "DECODING ERROR",
                                "'" + ingest.source().key() + "' has no track " + ingest.mode() + " "
                                        + ingest.position());
                    }
                }
            }
        }
    }
}
