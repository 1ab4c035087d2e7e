package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AacAudioConfiguration;
import com.bitmovin.api.sdk.model.AacChannelLayout;
import com.bitmovin.api.sdk.model.DeinterlaceAutoEnable;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.DeinterlaceFrameSelectionMode;
import com.bitmovin.api.sdk.model.DeinterlaceMode;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.bitmovin.api.sdk.model.PictureFieldParity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns a file of a plan into the arguments of one ffmpeg run. */
final class FfmpegArguments {
    private final List<Plan.Source> sources;
    private final List<String> arguments = new ArrayList<>();
    private final List<String> graphs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();

    private FfmpegArguments(Map<Plan.Source, Path> files) {
        this.sources = List.copyOf(files.keySet());
        files.values().forEach(file -> arguments.addAll(List.of("-i", file.toString())));
    }

    /** @param sources in the order of the iteration */
    static List<String> of(Plan.File file, Map<Plan.Source, Path> sources, Path target) throws EncodingFailed {
        FfmpegArguments built = new FfmpegArguments(sources);
        for (int i = 0; i < file.tracks().size(); i++) {
            built.add(file.tracks().get(i), i);
        }
        if (!built.graphs.isEmpty()) {
            built.arguments.addAll(List.of("-filter_complex", String.join(";", built.graphs)));
        }
        built.arguments.addAll(built.outputs);
        // ffmpeg alone would add a timecode track to whatever has a timecode
        built.arguments.addAll(List.of("-write_tmcd", "0", "-movflags", "+faststart", "-f", "mp4", target.toString()));
        return built.arguments;
    }

    private void add(Plan.Track track, int index) throws EncodingFailed {
        boolean video = track.codec() instanceof H264VideoConfiguration;
        if (track.feed() instanceof Plan.Mix mix) {
            String label = "mix" + index;
            graphs.add(AudioMixFilter.graph(mix, ingest -> specifier(ingest, "a"), label));
            outputs.addAll(List.of("-map", "[" + label + "]"));
        } else if (track.feed() instanceof Plan.Ingest ingest) {
            outputs.addAll(List.of("-map", specifier(ingest, video ? "v" : "a")));
        }
        if (track.codec() instanceof H264VideoConfiguration h264) {
            video(
                    h264,
                    track.filters().stream().map(DeinterlaceFilter.class::cast).toList(),
                    index);
        } else if (track.codec() instanceof AacAudioConfiguration aac) {
            audio(aac, index);
        }
    }

    /** AUTO is the first track of the kind. */
    private String specifier(Plan.Ingest ingest, String kind) {
        int input = sources.indexOf(ingest.source());
        return switch (ingest.mode()) {
            case POSITION_ABSOLUTE -> input + ":" + ingest.position();
            case VIDEO_RELATIVE -> input + ":v:" + ingest.position();
            case AUDIO_RELATIVE -> input + ":a:" + ingest.position();
            default -> input + ":" + kind + ":0";
        };
    }

    private void video(H264VideoConfiguration h264, List<DeinterlaceFilter> deinterlace, int index) {
        List<String> filters = new ArrayList<>();
        deinterlace.forEach(filter -> filters.add(deinterlacer(filter)));
        if (h264.getWidth() != null || h264.getHeight() != null) {
            filters.add("scale=" + side(h264.getWidth()) + ":" + side(h264.getHeight()));
        }
        String pixelFormat = h264.getPixelFormat() == null
                ? "YUV420P"
                : h264.getPixelFormat().getValue();
        filters.add("format=" + pixelFormat.toLowerCase(Locale.ROOT));
        option("filter", index, String.join(",", filters));
        option("c", index, "libx264");
        option("preset", index, "veryfast");
        if (h264.getBitrate() != null) {
            option("b", index, h264.getBitrate());
        } else {
            option("crf", index, h264.getCrf());
        }
        if (h264.getProfile() != null) {
            option("profile", index, h264.getProfile().getValue().toLowerCase(Locale.ROOT));
        }
        if (h264.getRate() != null) {
            option("r", index, h264.getRate());
        }
    }

    private static String side(Integer pixels) {
        return pixels == null ? "-2" : pixels.toString();
    }

    private static String deinterlacer(DeinterlaceFilter filter) {
        DeinterlaceMode mode = filter.getMode() == null ? DeinterlaceMode.FRAME : filter.getMode();
        boolean spatial = mode == DeinterlaceMode.FRAME || mode == DeinterlaceMode.FIELD;
        boolean perField = mode == DeinterlaceMode.FIELD || mode == DeinterlaceMode.FIELD_NOSPATIAL;
        PictureFieldParity parity = filter.getParity() == null ? PictureFieldParity.AUTO : filter.getParity();
        String first =
                switch (parity) {
                    case TOP_FIELD_FIRST -> "tff";
                    case BOTTOM_FIELD_FIRST -> "bff";
                    default -> "auto";
                };
        boolean flaggedOnly = filter.getFrameSelectionMode() == DeinterlaceFrameSelectionMode.INTERLACED
                || filter.getAutoEnable() == DeinterlaceAutoEnable.META_DATA_BASED
                || filter.getAutoEnable() == DeinterlaceAutoEnable.META_DATA_AND_CONTENT_BASED;
        // only yadif can leave out the spatial check
        return (spatial ? "bwdif" : "yadif")
                + "=mode=" + (perField ? "send_field" : "send_frame") + (spatial ? "" : "_nospatial")
                + ":parity=" + first
                + ":deint=" + (flaggedOnly ? "interlaced" : "all");
    }

    private void audio(AacAudioConfiguration aac, int index) throws EncodingFailed {
        option("c", index, "aac");
        option("b", index, aac.getBitrate());
        if (aac.getRate() != null) {
            option("ar", index, Math.round(aac.getRate()));
        }
        int channels = channels(aac.getChannelLayout());
        if (channels > 0) {
            option("ac", index, channels);
        }
    }

    private static int channels(AacChannelLayout layout) throws EncodingFailed {
        if (layout == null) {
            return 0;
        }
        return switch (layout.getValue()) {
            case "NONE" -> 0;
            case "MONO" -> 1;
            case "STEREO" -> 2;
            case "SURROUND" -> 3;
            case "4.0" -> 4;
            case "5.0_BACK" -> 5;
            case "5.1_BACK" -> 6;
            case "7.1", "7.1_WIDE_BACK" -> 8;
            default -> throw new EncodingFailed(-1, "SANDBOX", "unknown channel layout " + layout.getValue());
        };
    }

    private void option(String name, int index, Object value) {
        outputs.addAll(List.of("-" + name + ":" + index, value.toString()));
    }
}
