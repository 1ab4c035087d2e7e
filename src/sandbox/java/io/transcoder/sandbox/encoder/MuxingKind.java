package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.Fmp4Muxing;
import com.bitmovin.api.sdk.model.Mp4Muxing;
import com.bitmovin.api.sdk.model.Muxing;
import com.bitmovin.api.sdk.model.ProgressiveMovMuxing;
import com.bitmovin.api.sdk.model.ProgressiveTsMuxing;
import com.bitmovin.api.sdk.model.ProgressiveWebmMuxing;
import com.bitmovin.api.sdk.model.TextMuxing;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;

/** The muxings: where they live, what their {@code type} is and what they need. */
enum MuxingKind {
    MP4("mp4", Mp4Muxing.class, "video/mp4", "filename"),
    FMP4("fmp4", Fmp4Muxing.class, "video/mp4", "initSegmentName", "init.mp4", "segmentLength"),
    PROGRESSIVE_TS("progressive-ts", ProgressiveTsMuxing.class, "video/mp2t", "filename"),
    PROGRESSIVE_MOV("progressive-mov", ProgressiveMovMuxing.class, "video/quicktime", "filename"),
    PROGRESSIVE_WEBM("progressive-webm", ProgressiveWebmMuxing.class, "video/webm", "filename"),
    TEXT("text", TextMuxing.class, "text/vtt", "filename");

    private final String path;
    private final Class<? extends Muxing> model;
    private final String contentType;
    private final String file;
    private final String usualName;
    private final String[] more;

    MuxingKind(String path, Class<? extends Muxing> model, String contentType, String file) {
        this(path, model, contentType, file, null);
    }

    /**
     * @param file the field that names the file, or the first one of several
     * @param usualName of the file where the field is left out; null where it must not be
     */
    MuxingKind(
            String path,
            Class<? extends Muxing> model,
            String contentType,
            String file,
            String usualName,
            String... more) {
        this.usualName = usualName;
        this.path = path;
        this.model = model;
        this.contentType = contentType;
        this.file = file;
        this.more = more;
    }

    String path() {
        return path;
    }

    Class<? extends Muxing> model() {
        return model;
    }

    String contentType() {
        return contentType;
    }

    /** The name of the file that a request asks for. */
    String fileOf(JsonNode sent) {
        return sent.path(file).asText(usualName == null ? "" : usualName);
    }

    String[] required() {
        Stream<String> always =
                usualName == null ? Stream.of(file, "streams", "outputs") : Stream.of("streams", "outputs");
        return Stream.concat(always, Stream.of(more)).toArray(String[]::new);
    }
}
