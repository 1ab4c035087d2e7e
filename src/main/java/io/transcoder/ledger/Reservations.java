package io.transcoder.ledger;

import io.transcoder.ledger.records.Reservation;
import io.transcoder.ledger.s3.ConditionalDelete;
import io.transcoder.ledger.s3.CreateOnlyRecords;
import io.transcoder.upload.Upload;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The reservations of outputs, each for one attempt, one object for each output's key: {@code <prefix>outputs/<hash of the key>}.
 * Two keys can have one output, and of those that would write it at most one may run. A reservation is not given back: whoever
 * finds that its holder has ended takes it away.
 */
record Reservations(CreateOnlyRecords records, String folder) {
    /** @return who holds the output, which may be the asker */
    Reservation reserve(String output, Reservation mine) {
        return records.createOrRead(name(output), mine, Reservation.class);
    }

    /** Who holds the output; nothing where nobody does. */
    Optional<Reservation> holder(String output) {
        return records.read(name(output), Reservation.class);
    }

    /** Gives the hash of each output that is or was to be written. */
    void each(Consumer<String> hash) {
        records.list(folder).forEach(object -> hash.accept(object.key().substring(folder.length())));
    }

    /** Takes the reservation away, if it is still this one. */
    void remove(String output, Reservation ended) {
        String name = name(output);
        records.readWithTag(name, Reservation.class)
                .filter(held -> held.record().equals(ended))
                .ifPresent(held -> new ConditionalDelete(records.s3()).delete(records.bucket(), name, held.eTag()));
    }

    private String name(String output) {
        return folder + Upload.nameHash(output);
    }
}
