package io.transcoder.job;

import io.transcoder.upload.Upload;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Judges what the store says of an upload's source. */
public final class Sources {
    public Source read(@Body HeadObjectResponse head) {
        return new Source(unquoted(head.eTag()), head.versionId(), head.lastModified(), head.contentLength());
    }

    public static String unquoted(String eTag) {
        return eTag == null ? null : eTag.replace("\"", "");
    }

    /**
     * Why the upload needs no encode, in a form that metrics can count, or null where it does.
     *
     * @param source null where the store has no such object
     */
    public String reasonToSkip(@Variable("upload") Upload upload, @Variable("source") Source source) {
        if (source == null) {
            return "source-gone";
        }
        if (!isVersionOf(upload, source)) {
            return "superseded";
        }
        return source.size() == 0 ? "source-empty" : null;
    }

    private static boolean isVersionOf(Upload upload, Source source) {
        if (upload.versionId() != null && source.versionId() != null) {
            return upload.versionId().equals(source.versionId());
        }
        return upload.eTag() == null || Objects.equals(upload.eTag(), source.eTag());
    }
}
