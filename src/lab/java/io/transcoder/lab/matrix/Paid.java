package io.transcoder.lab.matrix;

import io.transcoder.lab.matrix.History.Actor;
import io.transcoder.lab.matrix.History.OutputChange;
import io.transcoder.lab.matrix.History.Uploaded;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.Encoder.Output;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is true of the encodings of a history, whatever the application believes. */
final class Paid {
    private static final Set<String> FAILED = Set.of("ERROR", "TRANSFER_ERROR", "CANCELED");

    private final History history;

    Paid(History history) {
        this.history = history;
    }

    List<Encoding> started() {
        return history.encodings().stream()
                .filter(encoding -> encoding.startedCount() > 0)
                .toList();
    }

    /** From the label {@code job-ID}. */
    static String jobOf(Encoding encoding) {
        return encoding.labels().stream()
                .filter(label -> label.startsWith("job-"))
                .map(label -> label.substring("job-".length()))
                .findFirst()
                .orElse("");
    }

    /**
     * The upload that the start paid for. An encoding that is older than the bytes it read was made for the upload before: the
     * key was written between the last HEAD and the start. So was one that was stopped before it read any.
     */
    Optional<Uploaded> paidFor(Encoding encoding) {
        Life life = new Life(history, encoding.sourceKey());
        Optional<Uploaded> read = read(encoding);
        return read.isEmpty() || encoding.createdAt().isBefore(read.get().at())
                ? life.current(encoding.createdAt())
                : read;
    }

    /** The upload whose bytes were read; empty where none were. */
    Optional<Uploaded> read(Encoding encoding) {
        if (encoding.sourceReadAt() == null) {
            return Optional.empty();
        }
        return history.uploads().stream()
                .filter(upload -> readBytesOf(encoding, upload) && !upload.at().isAfter(encoding.sourceReadAt()))
                .reduce((first, second) -> second);
    }

    static boolean readBytesOf(Encoding encoding, Uploaded upload) {
        return upload.key().equals(encoding.sourceKey())
                && upload.version().eTag().equals(encoding.sourceETag());
    }

    static boolean isFinished(Encoding encoding, Instant by) {
        return encoding.status().equals("FINISHED")
                && encoding.finishedAt().isBefore(by)
                && !encoding.outputs().isEmpty()
                && encoding.outputs().stream().allMatch(output -> output.isWritten() && output.bytes() > 0);
    }

    /**
     * Whether it is proven that nothing will come of it: the encoder says so, or its file is gone and not by the MAM. A stop
     * proves nothing, unless there is another upload of the key or the MAM took the source away.
     */
    boolean hasFailed(Encoding encoding, Instant by) {
        if (encoding.finishedAt() == null || encoding.finishedAt().isAfter(by)) {
            return false;
        }
        if (encoding.status().equals("CANCELED") && history.stopped().contains(encoding.id())) {
            return isOutdated(encoding);
        }
        return FAILED.contains(encoding.status())
                || !isFinished(encoding, Instant.MAX)
                || encoding.outputs().stream().anyMatch(output -> isSpoilt(encoding, output, by));
    }

    /** When it ended, the MAM did not want the upload any more. */
    boolean isOutdated(Encoding encoding) {
        Optional<Uploaded> wanted = new Life(history, encoding.sourceKey()).wanted(encoding.finishedAt());
        return wanted.isEmpty()
                || paidFor(encoding)
                        .filter(upload -> upload.version().equals(wanted.get().version()))
                        .isEmpty();
    }

    /** Somebody wrote over its file. */
    boolean isOverwritten(Encoding encoding) {
        return encoding.outputs().stream()
                .anyMatch(output -> overwritten(encoding, output).isPresent());
    }

    /** Overwritten by somebody before the application looked at it. */
    private boolean isSpoilt(Encoding encoding, Output output, Instant by) {
        return overwritten(encoding, output)
                .filter(change -> change.at().isBefore(by) && !isLookedInto(encoding, output, change.at()))
                .isPresent();
    }

    private Optional<OutputChange> overwritten(Encoding encoding, Output output) {
        return afterWrite(encoding, output).filter(change -> !change.removed() && change.encodingId() == null);
    }

    /** Its file is there at that time, or the MAM has it. */
    boolean isGood(Encoding encoding, Output output, Instant at) {
        Optional<OutputChange> next =
                afterWrite(encoding, output).filter(change -> !change.at().isAfter(at));
        return output.isWritten()
                && (next.isEmpty()
                        || next.get().removed() && next.get().by() == Actor.MAM
                        || !next.get().removed()
                                && next.get().by() == Actor.MAM
                                && isLookedInto(encoding, output, next.get().at()));
    }

    boolean isGood(Encoding encoding, Instant at) {
        return encoding.outputs().stream().allMatch(output -> isGood(encoding, output, at));
    }

    /** The application saw it, or saw that the MAM had taken it, before that time. */
    boolean isLookedInto(Encoding encoding, Output output, Instant before) {
        return history.looks().stream()
                .filter(look -> !look.at().isAfter(before) && !look.at().isBefore(output.writtenAt()))
                .filter(look -> look.of().equals(output.key()) || look.of().equals(encoding.id()))
                .anyMatch(look -> isThereOrTaken(encoding, output, look.at()));
    }

    private boolean isThereOrTaken(Encoding encoding, Output output, Instant at) {
        Optional<OutputChange> next =
                afterWrite(encoding, output).filter(change -> !change.at().isAfter(at));
        return next.isEmpty() || next.get().removed() && next.get().by() == Actor.MAM;
    }

    /** What happened to its file first. */
    private Optional<OutputChange> afterWrite(Encoding encoding, Output output) {
        boolean written = false;
        for (OutputChange change : history.outputs()) {
            if (change.key().equals(output.key())) {
                if (written) {
                    return Optional.of(change);
                }
                written = encoding.id().equals(change.encodingId());
            }
        }
        return Optional.empty();
    }
}
