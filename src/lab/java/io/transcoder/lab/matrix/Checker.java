package io.transcoder.lab.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.lab.matrix.History.Actor;
import io.transcoder.lab.matrix.History.Billed;
import io.transcoder.lab.matrix.History.Fate;
import io.transcoder.lab.matrix.History.Letter;
import io.transcoder.lab.matrix.History.OutputChange;
import io.transcoder.lab.matrix.History.Removal;
import io.transcoder.lab.matrix.History.Uploaded;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Holds the four promises against what the services saw. Knows the encoder's labels, the form of the messages and of
 * {@code jobs list}, and nothing of the ledger's names.
 */
final class Checker {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Between a look of the application and what it does upon it. */
    private static final Duration REACTION = Duration.ofSeconds(10);

    private final History history;
    private final Paid paid;
    private final List<Violation> violations = new ArrayList<>();

    private Checker(History history) {
        this.history = history;
        this.paid = new Paid(history);
    }

    /** Empty where all promises are kept. */
    static List<Violation> check(History history) {
        var checker = new Checker(history);
        checker.nothingIsLost();
        checker.atMostOnePaidEncode();
        checker.noSourceIsDeletedTooEarly();
        checker.somethingIsAlwaysLeft();
        checker.everyFailureIsVisible();
        checker.whatIsStoppedStays();
        checker.noBillIsLost();
        return List.copyOf(checker.violations);
    }

    // 1

    /** An upload that the MAM has replaced or removed needs nothing: to skip it is right, whatever the reason given. */
    private void nothingIsLost() {
        for (Uploaded upload : history.uploads()) {
            Optional<Uploaded> wanted = life(upload.key()).wanted(Instant.MAX);
            if (wanted.isEmpty() || !isSame(wanted.get(), upload)) {
                continue;
            }
            boolean reported = history.letters().stream()
                    .anyMatch(letter -> letter.fate() != Fate.SENT_BACK && names(letter.body(), upload));
            if (isWritten(upload)) {
                boolean there = life(upload.key()).current(Instant.MAX).isPresent();
                if (there && !reported && !isOpen(upload) && !isForgotten(upload) && !isStoppedByOperator(upload)) {
                    violate(1, upload.key() + " is over, and its source is neither deleted nor reported");
                }
            } else if (!reported && !isOpen(upload) && !isStoppedByOperator(upload)) {
                violate(
                        1,
                        name(upload)
                                + " is lost: no output, dead letter or open job, and it was not replaced or removed");
            }
        }
    }

    private boolean isWritten(Uploaded upload) {
        return history.encodings().stream()
                .anyMatch(encoding -> Paid.readBytesOf(encoding, upload)
                        && Paid.isFinished(encoding, Instant.MAX)
                        && paid.isGood(encoding, Instant.MAX));
    }

    /** Its output could not be looked into, so to keep the source is right. */
    private boolean isForgotten(Uploaded upload) {
        return history.encodings().stream()
                .anyMatch(encoding -> Paid.readBytesOf(encoding, upload)
                        && history.forgotten().contains(encoding.id()));
    }

    private boolean isStoppedByOperator(Uploaded upload) {
        return history.encodings().stream()
                .anyMatch(encoding -> history.ordered().contains(encoding.id())
                        && paid.paidFor(encoding)
                                .filter(paidFor -> isSame(paidFor, upload))
                                .isPresent());
    }

    private boolean isOpen(Uploaded upload) {
        return history.open().stream()
                        .anyMatch(job -> upload.key().equals(job.key())
                                && Objects.equals(upload.version().versionId(), job.versionId())
                                && (job.etag() == null
                                        || job.etag().equals(upload.version().eTag())))
                || history.messages().stream().anyMatch(body -> names(body, upload));
    }

    // 2

    private void atMostOnePaidEncode() {
        List<Encoding> started = paid.started();
        for (Encoding encoding : started) {
            if (encoding.startedCount() > 1) {
                violate(2, "encoding " + encoding.id() + " is started " + encoding.startedCount() + " times");
            }
            if (history.uploads().stream().noneMatch(upload -> upload.key().equals(encoding.sourceKey()))) {
                violate(2, "encoding " + encoding.id() + " is started for a key that nobody uploaded");
            }
            for (Encoding later : started) {
                if (later.startedAt().isAfter(encoding.startedAt())
                        && areOfOneUpload(encoding, later)
                        && !paid.hasFailed(encoding, later.startedAt())) {
                    violate(
                            2,
                            encoding.sourceKey() + " is paid for again by encoding " + later.id()
                                    + ", and the one before, " + encoding.id() + ", had not failed");
                }
            }
        }
    }

    private boolean areOfOneUpload(Encoding one, Encoding other) {
        if (!Objects.equals(one.sourceKey(), other.sourceKey())) {
            return false;
        }
        boolean ofOneJob = Paid.jobOf(one).equals(Paid.jobOf(other));
        Optional<Uploaded> upload = paid.paidFor(one);
        return ofOneJob
                || upload.isPresent()
                        && paid.paidFor(other)
                                .filter(o -> isSame(o, upload.get()))
                                .isPresent();
    }

    // 3

    private void noSourceIsDeletedTooEarly() {
        for (Removal removal : history.removals()) {
            Optional<Uploaded> found = removed(removal);
            if (removal.by() != Actor.APPLICATION || found.isEmpty()) {
                continue;
            }
            List<Encoding> finished = history.encodings().stream()
                    .filter(encoding -> removal.key().equals(encoding.sourceKey()))
                    .filter(encoding -> Paid.isFinished(encoding, removal.at()))
                    .toList();
            List<Encoding> ofThese = finished.stream()
                    .filter(encoding -> Paid.readBytesOf(encoding, found.get()))
                    .toList();
            if (finished.isEmpty()) {
                violate(3, removal.key() + " is deleted before an output of it was complete");
            } else if (ofThese.isEmpty()) {
                violate(3, name(found.get()) + " is deleted, and other bytes were encoded");
            } else if (ofThese.stream().noneMatch(encoding -> isLookedInto(encoding, removal.asked()))) {
                violate(3, removal.key() + " is deleted before its output was looked into");
            } else if (isMeant(removal, found.get()) && isBeingEncoded(found.get(), removal.at())) {
                violate(
                        3,
                        name(found.get())
                                + " is deleted while it is encoded: another upload of the same bytes was meant");
            }
        }
    }

    /** It was there when the delete was sent. A delete that arrives late may meet another upload, which no condition of S3 prevents. */
    private static boolean isMeant(Removal removal, Uploaded found) {
        return !removal.asked().isBefore(found.at());
    }

    private Optional<Uploaded> removed(Removal removal) {
        return removal.versionId() == null
                ? life(removal.key()).before(removal)
                : history.uploads().stream()
                        .filter(upload -> upload.key().equals(removal.key())
                                && removal.versionId().equals(upload.version().versionId()))
                        .findFirst();
    }

    private boolean isLookedInto(Encoding encoding, Instant before) {
        return encoding.outputs().stream().allMatch(output -> paid.isLookedInto(encoding, output, before));
    }

    private boolean isBeingEncoded(Uploaded upload, Instant at) {
        return paid.started().stream()
                .filter(encoding -> upload.key().equals(encoding.sourceKey()))
                .filter(encoding -> encoding.startedAt().isBefore(at)
                        && (encoding.finishedAt() == null
                                || encoding.finishedAt().isAfter(at)))
                .anyMatch(encoding ->
                        paid.paidFor(encoding).filter(of -> isSame(of, upload)).isPresent());
    }

    /** After each delete of the application there is the source or a good output of it. */
    private void somethingIsAlwaysLeft() {
        for (Removal removal : history.removals()) {
            if (removal.by() == Actor.APPLICATION
                    && removed(removal)
                            .filter(upload -> !hasOutput(upload, removal.at()))
                            .isPresent()) {
                violate(3, removal.key() + " has neither source nor output after the delete of its source");
            }
        }
        for (OutputChange change : history.outputs()) {
            if (change.removed() && change.by() == Actor.APPLICATION) {
                for (String key : sourcesOf(change.key())) {
                    if (life(key).current(change.at()).isEmpty() && !isRecentlyGone(key, change.at())) {
                        violate(3, key + " has neither source nor output after the delete of " + change.key());
                    }
                }
            }
        }
    }

    private boolean hasOutput(Uploaded upload, Instant at) {
        return history.encodings().stream()
                .anyMatch(encoding -> Paid.readBytesOf(encoding, upload)
                        && Paid.isFinished(encoding, at)
                        && paid.isGood(encoding, at));
    }

    private List<String> sourcesOf(String output) {
        return history.encodings().stream()
                .filter(encoding ->
                        encoding.outputs().stream().anyMatch(o -> o.key().equals(output)))
                .map(Encoding::sourceKey)
                .distinct()
                .toList();
    }

    /** The MAM took it away after the application had looked. */
    private boolean isRecentlyGone(String key, Instant at) {
        return life(key)
                .lastRemoval(at)
                .filter(last -> last.by() == Actor.MAM && last.at().isAfter(at.minus(REACTION)))
                .isPresent();
    }

    // 4

    private void everyFailureIsVisible() {
        for (Encoding encoding : paid.started()) {
            Optional<Uploaded> upload = paid.paidFor(encoding);
            boolean wanted = upload.isPresent()
                    && life(encoding.sourceKey())
                            .wanted(Instant.MAX)
                            .filter(now -> isSame(now, upload.get()))
                            .isPresent();
            if (paid.hasFailed(encoding, Instant.MAX) && !isReported(encoding) && wanted && !isOpen(upload.get())) {
                violate(
                        4,
                        "encoding " + encoding.id() + " of " + encoding.sourceKey() + " is " + encoding.status()
                                + ", and neither a dead letter nor a next attempt says so");
            }
            if (isReported(encoding.id())
                    && Paid.isFinished(encoding, Instant.MAX)
                    && !history.forgotten().contains(encoding.id())
                    && !paid.hasFailed(encoding, Instant.MAX)
                    && !paid.isOverwritten(encoding)) {
                violate(4, "encoding " + encoding.id() + " is reported as failed, and it is finished");
            }
        }
        for (Letter letter : history.letters()) {
            if (history.uploads().stream().noneMatch(upload -> names(letter.body(), upload))) {
                violate(4, "a dead letter does not hold the event of an upload as it was: " + letter.body());
            } else if (letter.attributes().getOrDefault("reason", "").isBlank()
                    && !letter.attributes().isEmpty()) {
                violate(4, "a dead letter gives no reason: " + letter.attributes());
            }
        }
    }

    private boolean isReported(Encoding encoding) {
        return isReported(encoding.id())
                || history.encodings().stream()
                        .anyMatch(next -> Paid.jobOf(next).equals(Paid.jobOf(encoding))
                                && next.createdAt().isAfter(encoding.createdAt()));
    }

    private boolean isReported(String encodingId) {
        return history.letters().stream()
                .anyMatch(letter -> encodingId.equals(letter.attributes().get("encoding-id")));
    }

    // what an operator orders, and what it costs

    private void whatIsStoppedStays() {
        for (Removal removal : history.removals()) {
            if (removal.by() == Actor.APPLICATION
                    && removed(removal).filter(this::isStoppedByOperator).isPresent()) {
                violate(3, removal.key() + " is deleted, and an operator had stopped its encoding");
            }
        }
        history.ordered().stream()
                .filter(this::isReported)
                .forEach(id -> violate(
                        Violation.BESIDE, "encoding " + id + " is reported as failed, and an operator had stopped it"));
    }

    private void noBillIsLost() {
        if (history.bills() == null) {
            return;
        }
        for (Encoding encoding : paid.started()) {
            if (history.bills().stream()
                    .filter(bill -> encoding.id().equals(bill.encodingId()))
                    .noneMatch(bill -> bill.announced() || bill.record() != null)) {
                violate(
                        Violation.BESIDE,
                        "encoding " + encoding.id() + " of " + encoding.sourceKey()
                                + " was started, and there is neither a bill of it nor its announcement");
            }
        }
        for (Billed bill : history.bills()) {
            List<String> right = bill.record() == null ? List.of() : List.of(bill.record());
            if (!bill.forSums().equals(right)
                    && !(bill.announced() && bill.forSums().isEmpty())) {
                violate(
                        Violation.BESIDE,
                        "the bill of encoding " + bill.encodingId() + " is recorded as " + bill.record()
                                + ", and sums find " + bill.forSums());
            }
        }
    }

    // forms

    private void violate(int promise, String what) {
        violations.add(new Violation(promise, what));
    }

    private Life life(String key) {
        return new Life(history, key);
    }

    private static boolean isSame(Uploaded one, Uploaded other) {
        return one.key().equals(other.key()) && one.version().equals(other.version());
    }

    private static String name(Uploaded upload) {
        return upload.key() + " (" + upload.version().eTag() + ")";
    }

    /** The message holds exactly the record of an event of this upload, or it among others. */
    private static boolean names(String body, Uploaded upload) {
        JsonNode records = tree(body).path("Records");
        for (String event : upload.events()) {
            JsonNode record = tree(event).path("Records").path(0);
            for (JsonNode one : records) {
                if (one.equals(record)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
