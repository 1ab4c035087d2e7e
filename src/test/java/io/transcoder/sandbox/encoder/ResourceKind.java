package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AacAudioConfiguration;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.GenericS3Input;
import com.bitmovin.api.sdk.model.GenericS3Output;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.bitmovin.api.sdk.model.S3Input;
import com.bitmovin.api.sdk.model.S3Output;
import com.bitmovin.api.sdk.model.S3RoleBasedInput;
import com.bitmovin.api.sdk.model.S3RoleBasedOutput;
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
    AAC("configurations", "audio/aac", "AAC", AacAudioConfiguration.class, "bitrate"),
    DEINTERLACE("filters", "deinterlace", "DEINTERLACE", DeinterlaceFilter.class);

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
