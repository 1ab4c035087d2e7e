package io.transcoder.ledger;

import io.transcoder.upload.Upload;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The name of an output in the output bucket. It begins with the complete name of the source, extension included, because the MAM
 * waits for a file whose name begins so; sub-folders are kept.
 *
 * @param path folder with a slash at its end, or empty
 */
public record OutputName(String path, String filename) {
    private static final int LONGEST_KEY = 1024;

    /**
     * @throws IllegalArgumentException where the upload is not under the source prefix, or has a segment that is none, or the key would be longer than S3 allows
     */
    public static OutputName of(Upload upload, String sourcePrefix, String outputPrefix, String suffix) {
        if (!upload.key().startsWith(sourcePrefix)) {
            throw new IllegalArgumentException("The profile takes sources under '" + sourcePrefix
                    + "', which this one is not: correct the profile, or the choice in profiles.camel.yaml");
        }
        if (Stream.of(upload.key().split("/", -1)).anyMatch(Set.of(".", "..")::contains)) {
            throw new IllegalArgumentException(
                    "The key has a segment '.' or '..', which an encoder may take for another folder:"
                            + " give the source a name without it, and upload it again");
        }
        String key = outputPrefix + upload.key().substring(sourcePrefix.length()) + suffix;
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST_KEY) {
            throw new IllegalArgumentException("The output's key would have " + bytes + " bytes, and S3 allows "
                    + LONGEST_KEY + ": give the source a shorter name");
        }
        int slash = key.lastIndexOf('/') + 1;
        return new OutputName(key.substring(0, slash), key.substring(slash));
    }

    public String key() {
        return path + filename;
    }
}
