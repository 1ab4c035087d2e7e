package io.transcoder.sandbox.matrix;

import io.transcoder.sandbox.encoder.Encoder.Encoding;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** @param evidence the calls and the ledger of a cell that went wrong, else empty */
record CellResult(String cell, History history, List<Violation> violations, Duration took, List<String> evidence) {
    static final String HEAD =
            "| cell | outcome | uploads | started encodings | sources deleted | dead letters | violations |\n"
                    + "|---|---|---|---|---|---|---|";

    long started() {
        return history.encodings().stream().mapToInt(Encoding::startedCount).sum();
    }

    /** The ends in the ledger, such as {@code FINISHED, SKIPPED}, and a dead letter that none of them explains. */
    String outcome() {
        String ends = history.ledger().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(".end"))
                .map(entry -> entry.getValue().replaceAll("(?s).*\"outcome\":\"([A-Z]+)\".*", "$1"))
                .sorted()
                .collect(Collectors.joining(", "));
        boolean unexplained = !history.deadLetters().isEmpty() && !ends.contains("FAILED");
        return (ends.isEmpty() ? "no end" : ends) + (unexplained ? ", dead letter without a failed encode" : "");
    }

    String row() {
        return "| %s | %s | %d | %d | %d | %d | %s |"
                .formatted(
                        cell,
                        outcome(),
                        history.uploads().size(),
                        started(),
                        history.deletions().size(),
                        history.deadLetters().size(),
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
