package io.transcoder.ledger.s3;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Asks for the checksum of an object with each HEAD. S3 refuses that with a 403 where the object is encrypted with a key of KMS and
 * the caller may not decrypt with it, and other stores may not know the question. Then the HEAD is made again without it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html">HeadObject, ChecksumMode</a>
 */
public final class SourceChecksums extends DelegatingS3Client {
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 501);

    public SourceChecksums(S3Client s3) {
        super(s3);
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        try {
            return super.headObject(
                    request.toBuilder().checksumMode(ChecksumMode.ENABLED).build());
        } catch (S3Exception e) {
            if (!REFUSALS.contains(e.statusCode())) {
                throw e;
            }
            return super.headObject(request);
        }
    }

    /** The strongest that the store offers, such as {@code CRC64NVME AAAAAAAAAAA=}; null where it offers none. */
    public static String in(HeadObjectResponse head) {
        return Stream.of(
                        text("SHA256", head.checksumSHA256()),
                        text("SHA1", head.checksumSHA1()),
                        text("CRC64NVME", head.checksumCRC64NVME()),
                        text("CRC32C", head.checksumCRC32C()),
                        text("CRC32", head.checksumCRC32()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private static Optional<String> text(String algorithm, String checksum) {
        return Optional.ofNullable(checksum).map(value -> algorithm + ' ' + value);
    }
}
