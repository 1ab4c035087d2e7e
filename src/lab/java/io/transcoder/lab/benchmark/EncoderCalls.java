package io.transcoder.lab.benchmark;

import java.util.List;

/** The calls of the profile mp4 and the start, by whatever client. Ids are Bitmovin's. */
interface EncoderCalls {
    /** @param kind {@code inputs}, {@code outputs} or {@code configurations} */
    String idOf(String kind, String name);

    String createEncoding(String name, List<String> labels);

    String addStream(String encodingId, String inputId, String inputPath, String selectionMode, String codecConfigId);

    /** An MP4 file of the streams. */
    String addMuxing(String encodingId, String filename, List<String> streamIds, String outputId, String outputPath);

    void start(String encodingId);
}
