package io.transcoder.ledger;

import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.ledger.s3.CreateOnlyRecords;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The markers of open attempts, one object each: {@code <prefix>open/<job id>.<attempt>}. A marker is created once and deleted
 * once, and no other attempt has its name: a request that the store carries out late can't touch what came after it.
 */
record OpenMarkers(CreateOnlyRecords records, String folder) {
    /** Without a number where an earlier release put it, of which a job has one. */
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{16}-[0-9a-f]{16})(?:\\.(\\d{1,6}))?");
    /** Sixteen parts cost no more pages from here on. */
    private static final int LONG_LIST = 16_000;

    void open(Upload upload, int attempt) {
        records.createOrRead(folder + upload.id() + "." + attempt, new Marker(upload, upload.source()), Marker.class);
    }

    void close(OpenMarker marker) {
        records.delete(folder + marker.name());
    }

    /** What the marker is about; nothing where an earlier release put it, or it is gone. */
    Optional<Upload> upload(OpenMarker marker) {
        return marker.attempt() == 0
                ? Optional.empty()
                : records.read(folder + marker.name(), Marker.class)
                        .map(opened -> opened.upload().seenAs(opened.source()));
    }

    /** @param expected about how many there are: pages of a list come one after the other, so a long one is asked for in parts */
    List<OpenMarker> all(int expected) {
        List<String> parts = expected < LONG_LIST
                ? List.of(folder)
                : JobListing.DIGITS.stream().map(digit -> folder + digit).toList();
        return AtOnce.map(parts, this::under).stream()
                .flatMap(List::stream)
                .sorted(OpenMarker.OLDEST_FIRST)
                .toList();
    }

    List<OpenMarker> ofKey(String keyHash) {
        return under(folder + keyHash + "-");
    }

    private List<OpenMarker> under(String prefix) {
        return records.list(prefix).flatMap(object -> marker(object).stream()).toList();
    }

    private Optional<OpenMarker> marker(S3Object object) {
        var name = NAME.matcher(object.key().substring(folder.length()));
        return name.matches()
                ? Optional.of(new OpenMarker(
                        name.group(1),
                        name.group(2) == null ? 0 : Integer.parseInt(name.group(2)),
                        object.lastModified()))
                : Optional.empty();
    }

    private record Marker(Upload upload, Source source) {}
}
