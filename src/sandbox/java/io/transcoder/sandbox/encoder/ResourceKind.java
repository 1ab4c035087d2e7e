package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AacAudioConfiguration;
import com.bitmovin.api.sdk.model.AudioVolumeFilter;
import com.bitmovin.api.sdk.model.ConformFilter;
import com.bitmovin.api.sdk.model.CropFilter;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.EbuR128SinglePassFilter;
import com.bitmovin.api.sdk.model.GenericS3Input;
import com.bitmovin.api.sdk.model.GenericS3Output;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.bitmovin.api.sdk.model.H265VideoConfiguration;
import com.bitmovin.api.sdk.model.OpusAudioConfiguration;
import com.bitmovin.api.sdk.model.S3Input;
import com.bitmovin.api.sdk.model.S3Output;
import com.bitmovin.api.sdk.model.S3RoleBasedInput;
import com.bitmovin.api.sdk.model.S3RoleBasedOutput;
import com.bitmovin.api.sdk.model.ScaleFilter;
import com.bitmovin.api.sdk.model.TextFilter;
import com.bitmovin.api.sdk.model.Vp9VideoConfiguration;
import com.bitmovin.api.sdk.model.WatermarkFilter;
import com.bitmovin.api.sdk.model.WebVttConfiguration;
import java.util.List;

/** The reusable resources: where they live, what their {@code type} is and what they need. */
enum ResourceKind {
    S3_INPUT("inputs", "s3", "S3", S3Input.class, "bucketName", "accessKey", "secretKey"),
    S3_ROLE_INPUT("inputs", "s3-role-based", "S3_ROLE_BASED", S3RoleBasedInput.class, "bucketName", "roleArn"),
    GENERIC_S3_INPUT(
            "inputs", "generic-s3", "GENERIC_S3", GenericS3Input.class, "bucketName", "host", "accessKey", "secretKey"),
    S3_OUTPUT("outputs", "s3", "S3", S3Output.class, "bucketName", "accessKey", "secretKey"),
    S3_ROLE_OUTPUT("outputs", "s3-role-based", "S3_ROLE_BASED", S3RoleBasedOutput.class, "bucketName", "roleArn"),
    GENERIC_S3_OUTPUT(
            "outputs",
            "generic-s3",
            "GENERIC_S3",
            GenericS3Output.class,
            "bucketName",
            "host",
            "accessKey",
            "secretKey"),
    H264("configurations", "video/h264", "H264", H264VideoConfiguration.class),
    H265("configurations", "video/h265", "H265", H265VideoConfiguration.class),
    VP9("configurations", "video/vp9", "VP9", Vp9VideoConfiguration.class),
    AAC("configurations", "audio/aac", "AAC", AacAudioConfiguration.class, "bitrate"),
    OPUS("configurations", "audio/opus", "OPUS", OpusAudioConfiguration.class, "bitrate"),
    WEBVTT("configurations", "subtitles/webvtt", "WEBVTT", WebVttConfiguration.class),
    DEINTERLACE("filters", "deinterlace", "DEINTERLACE", DeinterlaceFilter.class),
    WATERMARK("filters", "watermark", "WATERMARK", WatermarkFilter.class, "image"),
    CROP("filters", "crop", "CROP", CropFilter.class),
    SCALE("filters", "scale", "SCALE", ScaleFilter.class),
    CONFORM("filters", "conform", "CONFORM", ConformFilter.class),
    TEXT("filters", "text", "TEXT", TextFilter.class),
    AUDIO_VOLUME("filters", "audio-volume", "AUDIO_VOLUME", AudioVolumeFilter.class, "volume", "unit"),
    LOUDNESS("filters", "ebu-r128-single-pass", "EBU_R128_SINGLE_PASS", EbuR128SinglePassFilter.class);

    static final List<String> FAMILIES = List.of("inputs", "outputs", "configurations", "filters");

    private final String family;
    private final String path;
    private final String type;
    private final Class<?> model;
    private final List<String> required;

    ResourceKind(String family, String path, String type, Class<?> model, String... required) {
        this.family = family;
        this.path = "/encoding/" + family + "/" + path;
        this.type = type;
        this.model = model;
        this.required = List.of(required);
    }

    String family() {
        return family;
    }

    String path() {
        return path;
    }

    String type() {
        return type;
    }

    Class<?> model() {
        return model;
    }

    String[] required() {
        return required.toArray(String[]::new);
    }
}
