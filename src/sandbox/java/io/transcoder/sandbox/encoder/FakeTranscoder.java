package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Writes {@code encoded:<encoding id>:<source ETag>} instead of media. */
final class FakeTranscoder implements Transcoder {
    private final MediaStore store;

    FakeTranscoder(MediaStore store) {
        this.store = store;
    }

    @Override
    public Map<String, Result> transcode(Plan plan, Path folder, Consumer<String> etag, IntConsumer progress)
            throws EncodingFailed, IOException {
        String first = null;
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
                    .put("duration", 1.0);
            results.put(file.muxingId(), new Result(written, information));
        }
        return results;
    }
}
