package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.Fmp4Muxing;
import com.bitmovin.api.sdk.model.Mp4Muxing;
import com.bitmovin.api.sdk.model.Muxing;
import com.bitmovin.api.sdk.model.ProgressiveMovMuxing;
import com.bitmovin.api.sdk.model.ProgressiveTsMuxing;
import com.bitmovin.api.sdk.model.ProgressiveWebmMuxing;

/** The muxings: where they live, what their {@code type} is and what they need. */
enum MuxingKind {
    MP4("mp4", Mp4Muxing.class, "video/mp4", "filename"),
    FMP4("fmp4", Fmp4Muxing.class, "video/mp4", "initSegmentName", "segmentLength"),
    PROGRESSIVE_TS("progressive-ts", ProgressiveTsMuxing.class, "video/mp2t", "filename"),
    PROGRESSIVE_MOV("progressive-mov", ProgressiveMovMuxing.class, "video/quicktime", "filename"),
    PROGRESSIVE_WEBM("progressive-webm", ProgressiveWebmMuxing.class, "video/webm", "filename");

    private final String path;
    private final Class<? extends Muxing> model;
    private final String contentType;
    private final String file;
    private final String[] more;

    /** @param file the field that names the file, or the first one of several */
    MuxingKind(String path, Class<? extends Muxing> model, String contentType, String file, String... more) {
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

    String file() {
        return file;
    }

    String[] required() {
        String[] all = new String[more.length + 3];
        all[0] = file;
        all[1] = "streams";
        all[2] = "outputs";
        System.arraycopy(more, 0, all, 3, more.length);
        return all;
    }
}
