package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Writes {@code encoded:<encoding id>:<source ETag>} instead of media. */
final class FakeTranscoder implements Transcoder {
    private final MediaStore store;
    private final Function<String, Duration> mediaTime;

    /** @param mediaTime how long the output plays, by the source's key */
    FakeTranscoder(MediaStore store, Function<String, Duration> mediaTime) {
        this.store = store;
        this.mediaTime = mediaTime;
    }

    @Override
    public Map<String, Result> transcode(Plan plan, Path folder, Consumer<String> etag, IntConsumer progress)
            throws EncodingFailed, IOException {
        String first = null;
        double seconds = plan.sources().stream()
                        .map(source -> mediaTime.apply(source.key()))
                        .mapToLong(Duration::toMillis)
                        .max()
                        .orElse(0)
                / 1000.0;
        for (Plan.Source source : plan.sources()) {
            String found = store.etag(source.bucket(), source.key()).orElseThrow(() -> EncodingFailed.noSource(source));
            first = first == null ? found : first;
        }
        etag.accept(first);
        Map<String, Result> results = new HashMap<>();
        for (Plan.File file : plan.files()) {
            Path written = Files.writeString(
                    folder.resolve(file.muxingId() + ".mp4"), "encoded:" + plan.encodingId() + ":" + first);
            ObjectNode information = RequestJudge.JSON
                    .createObjectNode()
                    .put("mimeType", "video/mp4")
                    .put("fileSize", Files.size(written))
                    .put("containerFormat", "MPEG-4")
                    .put("duration", seconds);
            results.put(file.muxingId(), new Result(written, information));
        }
        return results;
    }
}
