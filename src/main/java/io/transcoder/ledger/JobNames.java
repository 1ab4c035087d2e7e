package io.transcoder.ledger;

import io.transcoder.ledger.s3.CreateOnlyRecords;
import io.transcoder.upload.Upload;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Finds jobs by the source's file name up to its first dot. Each is an
 * empty object, {@code <prefix>names/<hash of the name>/<job id>}, so that a name is found by one LIST however many jobs there are.
 */
record JobNames(CreateOnlyRecords records, String folder) {
    void put(String jobId, String name) {
        records.mark(folder(name) + jobId);
    }

    /** The ids of jobs that may be called so, the newest first; to be compared with the whole name. One LIST a thousand. */
    List<String> jobs(String name) {
        String of = folder(name);
        return records.list(of)
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
