package io.transcoder.ledger.s3;

import io.transcoder.upload.Upload;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Finds jobs by the source's file name up to its first dot. Each is an
 * empty object, {@code <prefix>names/<hash of the name>/<job id>}, so that a name is found by one LIST however many jobs there are.
 */
final class JobNames {
    private final S3Client s3;
    private final String bucket;
    private final String folder;

    JobNames(S3Client s3, String bucket, String prefix) {
        this.s3 = s3;
        this.bucket = bucket;
        this.folder = prefix + "names/";
    }

    void put(String jobId, String name) {
        s3.putObject(b -> b.bucket(bucket).key(folder(name) + jobId), RequestBody.empty());
    }

    /** The ids of jobs that may be called so, the newest first; to be compared with the whole name. A thousand at most. */
    List<String> jobs(String name) {
        String of = folder(name);
        return s3.listObjectsV2(b -> b.bucket(bucket).prefix(of)).contents().stream()
                .sorted(Comparator.comparing(S3Object::lastModified).reversed().thenComparing(S3Object::key))
                .map(object -> object.key().substring(of.length()))
                .toList();
    }

    private String folder(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int dot = file.indexOf('.');
        return folder + Upload.nameHash(dot < 0 ? file : file.substring(0, dot)) + "/";
    }
}
