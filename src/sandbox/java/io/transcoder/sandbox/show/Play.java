package io.transcoder.sandbox.show;

import io.transcoder.sandbox.mam.XdcamClip;
import java.time.Duration;
import java.util.List;

/**
 * A recording on its way through one profile.
 *
 * @param name below the source prefix, which decides on the profile
 * @param progressive whether the profile deinterlaces
 * @param tones what each channel of the output must carry, in Hz
 */
public record Play(String name, String profile, XdcamClip clip, boolean progressive, List<Integer> tones) {
    private static final int LEFT = XdcamClip.TONES.get(0);
    private static final int RIGHT = XdcamClip.TONES.get(1);

    /** Deinterlaced, the first two mono tracks as left and right. */
    public static Play xdcam(XdcamClip clip) {
        return new Play("xdcam/VX-8.mxf", "xdcam-stereo-mp4", clip, true, List.of(LEFT, RIGHT));
    }

    /** The picture as it is, the first mono track alone. */
    public static Play mp4(XdcamClip clip) {
        return new Play("VX-7.mxf", "mp4", clip, false, List.of(LEFT));
    }

    Duration duration() {
        return clip.duration();
    }
}
