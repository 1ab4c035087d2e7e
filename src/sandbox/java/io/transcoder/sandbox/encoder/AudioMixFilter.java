package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AudioMixChannelType;
import com.bitmovin.api.sdk.model.AudioMixInputChannelLayout;
import com.bitmovin.api.sdk.model.AudioMixInputStreamSourceChannel;
import com.bitmovin.api.sdk.model.AudioMixSourceChannelType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * An audio mix as an ffmpeg filter graph: every source channel is cut out as a mono of its own, these are merged in
 * order, and pan sums them into the output channels. So it does not matter how many channels a source track has.
 */
final class AudioMixFilter {
    private AudioMixFilter() {}

    /**
     * @param specifier ffmpeg's name of an ingested track, such as {@code 0:a:1}
     * @param label unique in the graph; the mix comes out as {@code [label]}
     */
    static String graph(Plan.Mix mix, Function<Plan.Ingest, String> specifier, String label) throws EncodingFailed {
        StringBuilder cuts = new StringBuilder();
        StringBuilder merged = new StringBuilder();
        Map<String, List<String>> sums = new LinkedHashMap<>();
        int count = 0;
        for (Plan.MixChannel channel : mix.channels()) {
            String out = output(
                    channel.settings().getOutputChannelType(),
                    channel.settings().getOutputChannelNumber());
            for (AudioMixInputStreamSourceChannel source : channel.settings().getSourceChannels()) {
                String pad = label + "s" + count;
                cuts.append(String.format(
                        Locale.ROOT,
                        "[%s]pan=mono|c0=%s[%s];",
                        specifier.apply(channel.ingest()),
                        source(source.getType(), source.getChannelNumber()),
                        pad));
                merged.append('[').append(pad).append(']');
                double gain = source.getGain() == null ? 1.0 : source.getGain();
                sums.computeIfAbsent(out, o -> new ArrayList<>())
                        .add(String.format(Locale.ROOT, "%.6f*c%d", gain, count));
                count++;
            }
        }
        StringBuilder pan = new StringBuilder("pan=" + layout(mix.layout()));
        sums.forEach((out, parts) -> pan.append('|').append(out).append('=').append(String.join("+", parts)));
        return cuts + merged.toString() + "amerge=inputs=" + count + "," + pan + "[" + label + "]";
    }

    private static String output(AudioMixChannelType type, Integer number) {
        return type == AudioMixChannelType.CHANNEL_NUMBER ? "c" + number : speaker(type.getValue());
    }

    private static String source(AudioMixSourceChannelType type, Integer number) {
        return type == AudioMixSourceChannelType.CHANNEL_NUMBER ? "c" + number : speaker(type.getValue());
    }

    private static String speaker(String type) {
        return switch (type) {
            case "FRONT_LEFT" -> "FL";
            case "FRONT_RIGHT" -> "FR";
            case "CENTER" -> "FC";
            case "LOW_FREQUENCY" -> "LFE";
            case "BACK_LEFT" -> "BL";
            case "BACK_RIGHT" -> "BR";
            case "SURROUND_LEFT" -> "SL";
            case "SURROUND_RIGHT" -> "SR";
            default -> throw new IllegalArgumentException("unknown channel type " + type);
        };
    }

    private static String layout(AudioMixInputChannelLayout layout) throws EncodingFailed {
        return switch (layout.getValue()) {
            case "MONO" -> "mono";
            case "STEREO" -> "stereo";
            case "SURROUND" -> "3.0";
            case "QUAD" -> "quad";
            case "2.1", "4.0", "4.1", "5.0", "5.1", "6.0", "6.1", "7.0", "7.1" -> layout.getValue();
            // ffmpeg calls the layout with back speakers plainly 5.0 and 5.1
            case "5.0_BACK" -> "5.0";
            case "5.1_BACK" -> "5.1";
            default -> throw new EncodingFailed(-1, "SANDBOX", "the sandbox does not mix to " + layout.getValue());
        };
    }
}
