package io.transcoder.reconcile;

import static io.transcoder.config.Setting.OUTPUT_BUCKET;
import static io.transcoder.config.Setting.PROFILE_OUTPUT_PREFIX;
import static io.transcoder.config.Setting.PROFILE_OUTPUT_SUFFIX;

import io.transcoder.bitmovin.Orphans;
import io.transcoder.config.Settings;
import io.transcoder.deadletter.Archive;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.ledger.Ledger;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Finds what lies outside of the ledger and the sources and has nobody who looks after it: outputs, encodings and dead letters.
 *
 * @param orphans null where the encoder is not asked
 */
record Strays(Ledger ledger, S3Client s3, Archive archive, Orphans orphans, Settings settings, Clock clock) {
    private static final Duration OLD_LETTER = Duration.ofDays(10);

    /** The outputs of that time that no job was to write. */
    Stream<Finding> outputs(Instant after, Instant before) {
        Map<String, S3Object> unknown = new HashMap<>();
        s3
                .listObjectsV2Paginator(b -> b.bucket(settings.text(OUTPUT_BUCKET))
                        .prefix(settings.text(PROFILE_OUTPUT_PREFIX))
                        .encodingType(EncodingType.URL))
                .contents()
                .stream()
                .filter(output -> output.key().endsWith(settings.text(PROFILE_OUTPUT_SUFFIX)) && output.size() > 0)
                .filter(output -> output.lastModified().isAfter(after)
                        && output.lastModified().isBefore(before))
                .forEach(output -> unknown.put(Upload.nameHash(output.key()), output));
        if (!unknown.isEmpty()) {
            ledger.eachReserved(unknown::remove);
        }
        return unknown.values().stream()
                .map(output ->
                        new Finding(Drift.UNKNOWN_OUTPUT, output.key(), null, 0, output.lastModified(), 0, null));
    }

    /**
     * The started encodings that no job has claimed.
     *
     * @param notes is told why they could not be looked for, for people
     */
    Stream<Finding> encodings(Consumer<String> notes) {
        if (orphans == null) {
            notes.accept("Bitmovin is not asked for encodings that no job knows: bitmovin.api-key is not set");
            return Stream.empty();
        }
        try {
            return orphans.startedUnclaimed().stream()
                    .map(id -> new Finding(Drift.UNCLAIMED_ENCODING, id, null, 0, null, 0, null));
        } catch (RuntimeException e) {
            notes.accept("Bitmovin could not be asked for encodings that no job knows: " + e.getMessage());
            return Stream.empty();
        }
    }

    /**
     * The letters that SQS will forget and that are not in the archive.
     *
     * @param prefix of the sources whose letters are meant; null for all
     */
    Stream<Finding> oldLetters(List<DeadLetter> parked, String prefix) {
        Instant limit = clock.instant().minus(OLD_LETTER);
        List<DeadLetter> old = parked.stream()
                .filter(letter -> letter.receivedAt() != null
                        && letter.receivedAt().isBefore(limit)
                        && (prefix == null
                                || letter.upload() != null
                                        && letter.upload().key().startsWith(prefix)))
                .toList();
        Set<String> kept = old.isEmpty() ? Set.of() : archive.kept();
        return old.stream()
                .filter(letter -> !kept.contains(letter.messageId()))
                .map(letter -> new Finding(
                        Drift.OLD_LETTER, letter.messageId(), letter.jobId(), 0, letter.receivedAt(), 0, letter));
    }
}
