package io.transcoder.lab.matrix;

import io.transcoder.sandbox.encoder.Encoder.Encoding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** @param evidence the calls and the ledger of a cell that went wrong, else empty */
record CellResult(String cell, History history, List<Violation> violations, Duration took, List<String> evidence) {
    static final String HEAD =
            "| cell | outcome | uploads | started encodings | sources deleted | dead letters | violations |\n"
                    + "|---|---|---|---|---|---|---|";

    /** The trouble did not happen and nothing else was wrong, so the cell says nothing. */
    boolean isWithoutVerdict() {
        return violations.equals(List.of(Violation.NOT_REACHED));
    }

    /** Nothing goes on any more, whether or not a promise was broken. */
    boolean isOver() {
        return violations.stream().noneMatch(violation -> violation.promise() == 0);
    }

    long started() {
        return history.encodings().stream().mapToInt(Encoding::startedCount).sum();
    }

    /** How the started encodings ended, such as {@code CANCELED, FINISHED}, and dead letters that no failed one explains. */
    String outcome() {
        var paid = new Paid(history);
        String ends = paid.started().stream().map(Encoding::status).sorted().collect(Collectors.joining(", "));
        boolean unexplained = !history.letters().isEmpty()
                && paid.started().stream().noneMatch(encoding -> paid.hasFailed(encoding, Instant.MAX));
        return (ends.isEmpty() ? "nothing started" : ends)
                + (unexplained ? ", dead letter without a failed encode" : "");
    }

    String row() {
        return "| %s | %s | %d | %d | %d | %d | %s |"
                .formatted(
                        cell,
                        outcome(),
                        history.uploads().size(),
                        started(),
                        history.removals().size(),
                        history.letters().size(),
                        violations.isEmpty()
                                ? "0"
                                : violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
    }

    String line() {
        return "%-40s %-9s %5.1f s  %s"
                .formatted(
                        cell,
                        violations.isEmpty() ? "kept" : "BROKEN",
                        took.toMillis() / 1000.0,
                        violations.isEmpty() ? outcome() : violations.toString());
    }
}
