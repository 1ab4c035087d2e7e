package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;

/**
 * Writes {@code encoded:<encoding id>:<source ETag>} instead of media. Every source has one picture and eight tracks of
 * sound.
 */
final class FakeTranscoder implements Transcoder {
    private static final int SOUNDS = 8;

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
            IntConsumer progress)
            throws EncodingFailed, IOException {
        String first = null;
        for (Plan.Source source : plan.sources()) {
            String found = store.etag(source.bucket(), source.key()).orElseThrow(() -> EncodingFailed.noSource(source));
            first = first == null ? found : first;
            analysed.accept(source, Facts.source(length(source), SOUNDS));
        }
        etag.accept(first);
        Map<String, Result> results = new HashMap<>();
        for (Plan.File file : plan.files()) {
            Path written = Files.writeString(
                    folder.resolve(file.muxingId() + ".mp4"), "encoded:" + plan.encodingId() + ":" + first);
            results.put(file.muxingId(), new Result(written, Facts.planned(file, Files.size(written), this::length)));
        }
        return results;
    }

    private double length(Plan.Source source) {
        return seconds.applyAsDouble(source.key());
    }
}
