package io.transcoder.ledger.s3;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What somebody else has to be told, {@code <folder>/<name>}, until it was told; then there is a receipt,
 * {@code <folder>-done/<name>}, for ever, and whoever puts it again changes nothing. A crash before the receipt repeats what was told,
 * so whoever is told has to know it by its name. Throws the SDK's exceptions where the store does not answer.
 *
 * @param folder with the ledger's prefix
 * @param <T> the record of what is to be told, as JSON
 */
public record Outbox<T>(CreateOnlyRecords records, String folder, Class<T> type) {
    /** Without effect where somebody else has put it, or it was told. */
    public void put(String name, T record) {
        if (receipt(name).isEmpty()) {
            records.createOrRead(folder + "/" + name, record, type);
        }
    }

    /** The names of what waits, in their order; one LIST a thousand. */
    public List<String> waiting() {
        return since().keySet().stream().sorted().toList();
    }

    /** The names, the oldest first, with the time by the store's clock, to the second, at which each was put. */
    public Map<String, Instant> since() {
        Map<String, Instant> names = new LinkedHashMap<>();
        records.list(folder + "/")
                .sorted(Comparator.comparing(S3Object::lastModified).thenComparing(S3Object::key))
                .forEach(object -> names.put(object.key().substring(folder.length() + 1), object.lastModified()));
        return names;
    }

    /** Nothing where it was told, or somebody else has dealt with it meanwhile. */
    public Optional<T> read(String name) {
        if (receipt(name).isPresent()) {
            records.delete(folder + "/" + name);
            return Optional.empty();
        }
        return records.read(folder + "/" + name, type);
    }

    public Optional<T> receipt(String name) {
        return records.read(folder + "-done/" + name, type);
    }

    /** Keeps the receipt, and takes away what waited. */
    public void done(String name, T receipt) {
        records.createOrRead(folder + "-done/" + name, receipt, type);
        records.delete(folder + "/" + name);
    }
}
