package io.transcoder.ledger.s3;

import io.transcoder.ledger.records.Reservation;
import io.transcoder.upload.Upload;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The reservations of outputs, each for one attempt, one object for each output's key: {@code <prefix>outputs/<hash of the key>}.
 * Two keys can have one output, and of those that would write it at most one may run. A reservation is not given back: whoever
 * finds that its holder has ended takes it away.
 */
final class Reservations {
    private final S3Client s3;
    private final ConditionalDelete deletes;
    private final String bucket;
    private final String folder;
    private final CreateOnlyRecords records;

    Reservations(S3Client s3, String bucket, String prefix, CreateOnlyRecords records) {
        this.s3 = s3;
        this.deletes = new ConditionalDelete(s3);
        this.bucket = bucket;
        this.folder = prefix + "outputs/";
        this.records = records;
    }

    /** @return who holds the output, which may be the asker */
    Reservation reserve(String output, Reservation mine) {
        return records.createOrRead(name(output), mine, Reservation.class);
    }

    /** Gives the hash of each output that is or was to be written. */
    void each(Consumer<String> hash) {
        s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(folder))
                .contents()
                .forEach(object -> hash.accept(object.key().substring(folder.length())));
    }

    /** Takes the reservation away, if it is still this one. */
    void remove(String output, Reservation ended) {
        String name = name(output);
        records.readWithTag(name, Reservation.class)
                .filter(held -> held.record().equals(ended))
                .ifPresent(held -> deletes.delete(bucket, name, held.eTag()));
    }

    private String name(String output) {
        return folder + Upload.nameHash(output);
    }
}
