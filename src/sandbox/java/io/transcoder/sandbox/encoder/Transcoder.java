package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** Makes the files of an encoding. */
interface Transcoder {
    /** @param information as the muxing's information endpoint returns it */
    record Result(Path file, ObjectNode information) {}

    /**
     * @param folder an empty directory for everything that is made on the way; the caller removes it
     * @param etag told the ETag of the first source as soon as that was read
     * @param analysed told what each source turned out to be, as a stream's input returns it
     * @param remaining says, by what is in the sources, what is left to do
     * @param progress told the percentage
     * @return a result per muxing id
     * @throws EncodingFailed where the encoding has to end as ERROR
     */
    Map<String, Result> transcode(
            Plan plan,
            Path folder,
            Consumer<String> etag,
            BiConsumer<Plan.Source, ObjectNode> analysed,
            Function<Map<Plan.Source, MediaTool.Media>, Plan> remaining,
            IntConsumer progress)
            throws EncodingFailed, IOException, InterruptedException;
}
