package io.transcoder.ledger.s3;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What somebody else has to be told, {@code <prefix><folder>/<name>}, until it was told; then there is a receipt,
 * {@code <prefix><folder>-done/<name>}, for ever, and whoever puts it again changes nothing. A crash before the receipt repeats what
 * was told, so whoever is told has to know it by its name. Throws the SDK's exceptions where the store does not answer.
 *
 * @param <T> the record of what is to be told, as JSON
 */
public final class Outbox<T> {
    private final String waiting;
    private final String done;
    private final CreateOnlyRecords records;
    private final Class<T> type;

    public Outbox(S3Client s3, String bucket, String prefix, String folder, ObjectMapper json, Class<T> type) {
        this.waiting = prefix + folder + "/";
        this.done = prefix + folder + "-done/";
        this.records = new CreateOnlyRecords(s3, bucket, json);
        this.type = type;
    }

    /** Without effect where somebody else has put it, or it was told. */
    public void put(String name, T record) {
        if (receipt(name).isEmpty()) {
            records.createOrRead(waiting + name, record, type);
        }
    }

    /** The names of what waits, in their order; one LIST a thousand. */
    public List<String> waiting() {
        return since().keySet().stream().sorted().toList();
    }

    /** The names, the oldest first, with the time by the store's clock, to the second, at which each was put. */
    public Map<String, Instant> since() {
        Map<String, Instant> names = new LinkedHashMap<>();
        records.list(waiting)
                .sorted(Comparator.comparing(S3Object::lastModified).thenComparing(S3Object::key))
                .forEach(object -> names.put(object.key().substring(waiting.length()), object.lastModified()));
        return names;
    }

    /** Nothing where it was told, or somebody else has dealt with it meanwhile. */
    public Optional<T> read(String name) {
        if (receipt(name).isPresent()) {
            records.delete(waiting + name);
            return Optional.empty();
        }
        return records.read(waiting + name, type);
    }

    public Optional<T> receipt(String name) {
        return records.read(done + name, type);
    }

    /** Keeps the receipt, and takes away what waited. */
    public void done(String name, T receipt) {
        records.createOrRead(done + name, receipt, type);
        records.delete(waiting + name);
    }
}
