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
     * @throws IllegalArgumentException where the profile does not take the upload, or the name would be none or a different one
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
        if ((outputPrefix + suffix).contains("${")) {
            throw new IllegalArgumentException("The profile names its output " + outputPrefix + "*" + suffix
                    + ", which is taken as it is and not evaluated: write a 'when' for each name");
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
