package io.transcoder.sandbox.mam;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Puts a file in parts, whatever its size, as a MAM does with masters: so S3 says CompleteMultipartUpload, not Put. */
record MultipartSource(S3Client s3, Path file, String bucket, String key) {
    private static final int PART = 8 * 1024 * 1024;

    /**
     * Uploads; parts that are there already are removed if it fails.
     *
     * @param cancelled asked before each part
     * @return the number of parts
     * @throws CancellationException if cancelled
     */
    int upload(BooleanSupplier cancelled) throws IOException {
        String id = s3.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
        boolean complete = false;
        try {
            List<CompletedPart> parts = parts(id, cancelled);
            s3.completeMultipartUpload(
                    r -> r.bucket(bucket).key(key).uploadId(id).multipartUpload(upload -> upload.parts(parts)));
            complete = true;
            return parts.size();
        } finally {
            if (!complete) {
                s3.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(id));
            }
        }
    }

    private List<CompletedPart> parts(String id, BooleanSupplier cancelled) throws IOException {
        List<CompletedPart> parts = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(PART);
            // an empty file is one empty part: S3 completes no upload without any
            do {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException("the upload was cancelled");
                }
                int number = parts.size() + 1;
                UploadPartResponse part = s3.uploadPart(
                        r -> r.bucket(bucket).key(key).uploadId(id).partNumber(number), RequestBody.fromBytes(bytes));
                parts.add(CompletedPart.builder()
                        .partNumber(number)
                        .eTag(part.eTag())
                        .checksumCRC32(part.checksumCRC32())
                        .build());
                bytes = in.readNBytes(PART);
            } while (bytes.length > 0);
        }
        return parts;
    }
}
