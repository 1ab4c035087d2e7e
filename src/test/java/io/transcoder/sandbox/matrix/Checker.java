package io.transcoder.sandbox.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.Encoder.Output;
import io.transcoder.sandbox.matrix.History.Deletion;
import io.transcoder.sandbox.matrix.History.Letter;
import io.transcoder.sandbox.matrix.History.Uploaded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds the four promises against what happened. Knows the forms of the ledger and of the messages, and no code of the application. */
final class Checker {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern END = Pattern.compile("([0-9a-f-]+)/(\\d+)\\.end");
    private static final Set<String> FAILED = Set.of("ERROR", "CANCELED", "TRANSFER_ERROR");

    private final History history;
    private final List<Violation> violations = new ArrayList<>();

    private Checker(History history) {
        this.history = history;
    }

    /** Empty where all promises are kept. */
    static List<Violation> check(History history) {
        var checker = new Checker(history);
        checker.nothingIsLost();
        checker.atMostOnePaidEncode();
        checker.noSourceIsDeletedTooEarly();
        checker.everyFailureIsVisible();
        return List.copyOf(checker.violations);
    }

    // 1

    private void nothingIsLost() {
        for (Uploaded upload : history.uploads()) {
            boolean ended = isWritten(upload)
                    || history.deadLetters().stream().anyMatch(letter -> names(letter.body(), upload))
                    || ends(upload.jobId()).stream().anyMatch(end -> isSkippedRightly(end, upload));
            if (!ended && !isOpen(upload)) {
                violate(1, upload.key() + " (" + upload.eTag() + ") is lost: no output, dead letter, skip or open job");
            }
            boolean claimed = history.ledger().keySet().stream()
                    .anyMatch(name -> name.startsWith(upload.jobId() + "/") && name.endsWith(".claim"));
            boolean closed = claimed && !isOpen(upload);
            int last = lastAttempt(upload.jobId());
            Optional<JsonNode> end = record(upload.jobId() + "/" + last + ".end");
            if (closed && end.isEmpty()) {
                violate(1, upload.key() + " is closed, and attempt " + last + " has no end");
            } else if (closed
                    && outcome(end.get()).equals("FINISHED")
                    && !history.ledger().containsKey(upload.jobId() + "/" + last + ".clean")) {
                violate(1, upload.key() + " is closed before its source is dealt with");
            }
        }
    }

    private boolean isWritten(Uploaded upload) {
        return history.encodings().stream()
                .anyMatch(encoding -> isOf(encoding, upload.key(), upload.eTag())
                        && isFinishedWithOutputs(encoding, Instant.MAX)
                        && encoding.outputs().stream()
                                .allMatch(output -> history.outputs().contains(output.key())));
    }

    private boolean isSkippedRightly(JsonNode end, Uploaded upload) {
        boolean superseded = end.path("reason").asText().equals("superseded");
        return isSkipped(end) && (!superseded || history.uploads().stream().anyMatch(other -> isNewer(other, upload)));
    }

    private static boolean isNewer(Uploaded other, Uploaded upload) {
        return other.key().equals(upload.key()) && other.at().isAfter(upload.at());
    }

    private boolean isOpen(Uploaded upload) {
        return history.ledger().containsKey("open/" + upload.jobId())
                || history.messages().stream().anyMatch(body -> names(body, upload));
    }

    // 2

    private void atMostOnePaidEncode() {
        Map<String, List<Encoding>> started = history.encodings().stream()
                .filter(encoding -> encoding.startedCount() > 0)
                .collect(Collectors.groupingBy(Checker::jobOf));
        started.forEach((job, encodings) -> {
            int allowed = 1 + failedAttempts(job);
            if (history.uploads().stream().noneMatch(upload -> upload.jobId().equals(job))) {
                violate(2, "encodings are started for the job '" + job + "', which no upload made");
            } else if (encodings.size() > allowed) {
                violate(2, "job " + job + " has " + encodings.size() + " started encodings, allowed are " + allowed);
            }
            for (Encoding encoding : encodings) {
                if (encoding.startedCount() > 1) {
                    violate(2, "encoding " + encoding.id() + " is started " + encoding.startedCount() + " times");
                }
                Optional<String> claim = claimOf(job, encoding);
                if (claim.isEmpty()) {
                    violate(2, "encoding " + encoding.id() + " of job " + job + " is started unclaimed");
                } else if (!history.ledger().containsKey(claim.get().replace(".claim", ".start"))) {
                    violate(2, "encoding " + encoding.id() + " of job " + job + " is started without a start record");
                }
            }
        });
        for (String key : keys()) {
            long paid = history.encodings().stream()
                    .filter(encoding -> encoding.startedCount() > 0 && key.equals(encoding.sourceKey()))
                    .count();
            long allowed = history.uploads().stream()
                    .filter(upload -> upload.key().equals(key))
                    .mapToInt(upload -> 1 + failedAttempts(upload.jobId()))
                    .sum();
            if (paid > allowed) {
                violate(2, key + " has " + paid + " started encodings, allowed are " + allowed);
            }
        }
    }

    private Optional<String> claimOf(String job, Encoding encoding) {
        return history.ledger().entrySet().stream()
                .filter(e -> e.getKey().startsWith(job + "/") && e.getKey().endsWith(".claim"))
                .filter(e -> tree(e.getValue()).path("encodingId").asText().equals(encoding.id()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private int failedAttempts(String job) {
        return (int) ends(job).stream().filter(Checker::isFailed).count();
    }

    // 3

    private void noSourceIsDeletedTooEarly() {
        for (Deletion deletion : history.deletions()) {
            List<Encoding> finished = history.encodings().stream()
                    .filter(encoding -> deletion.key().equals(encoding.sourceKey()))
                    .filter(encoding -> isFinishedWithOutputs(encoding, deletion.at()))
                    .toList();
            if (finished.isEmpty()) {
                violate(3, deletion.key() + " is deleted before an output of it was complete");
            } else if (finished.stream().noneMatch(e -> deletion.eTag().equals(e.sourceETag()))) {
                violate(
                        3,
                        deletion.key() + " is deleted with other bytes (" + deletion.eTag() + ") than those encoded");
            } else if (finished.stream().noneMatch(this::isRecordedAsFinished)) {
                violate(3, deletion.key() + " is deleted although no record says that its output was verified");
            }
        }
    }

    private boolean isRecordedAsFinished(Encoding encoding) {
        return ends(jobOf(encoding)).stream()
                .anyMatch(end -> outcome(end).equals("FINISHED")
                        && end.path("encodingId").asText().equals(encoding.id()));
    }

    private static boolean isFinishedWithOutputs(Encoding encoding, Instant by) {
        return encoding.status().equals("FINISHED")
                && !encoding.finishedAt().isAfter(by)
                && !encoding.outputs().isEmpty()
                && encoding.outputs().stream().allMatch(output -> isWritten(output, by));
    }

    private static boolean isWritten(Output output, Instant by) {
        return output.isWritten() && output.bytes() > 0 && !output.writtenAt().isAfter(by);
    }

    // 4

    private void everyFailureIsVisible() {
        history.ledger().forEach((name, body) -> {
            var end = END.matcher(name);
            if (end.matches()) {
                judgeEnd(end.group(1), Integer.parseInt(end.group(2)), tree(body));
            }
        });
        for (Encoding encoding : history.encodings()) {
            String job = jobOf(encoding);
            boolean failed = encoding.startedCount() > 0 && FAILED.contains(encoding.status());
            boolean recorded = ends(job).stream()
                    .anyMatch(end -> end.path("encodingId").asText().equals(encoding.id()));
            if (failed && !recorded && !history.ledger().containsKey("open/" + job)) {
                violate(4, "encoding " + encoding.id() + " is " + encoding.status() + ", and no record says so");
            }
        }
        for (Letter letter : history.deadLetters()) {
            if (history.uploads().stream().noneMatch(upload -> names(letter.body(), upload))) {
                violate(4, "a dead letter does not hold the event of an upload as it was: " + letter.body());
            } else if (letter.attributes().getOrDefault("reason", "").isBlank()) {
                violate(4, "a dead letter gives no reason: " + letter.attributes());
            }
        }
    }

    private void judgeEnd(String job, int attempt, JsonNode end) {
        String encodingId = end.path("encodingId").asText();
        if (isSkipped(end) && end.path("reason").asText("").isBlank()) {
            violate(4, "job " + job + " is skipped without a reason");
        }
        if (!isFailed(end)) {
            return;
        }
        boolean finished = history.encodings().stream()
                .anyMatch(e -> e.id().equals(encodingId) && isFinishedWithOutputs(e, Instant.MAX));
        if (finished) {
            violate(
                    4,
                    "attempt " + attempt + " of job " + job + " is recorded as failed, and its encoding is finished");
        }
        boolean reported = history.deadLetters().stream()
                .anyMatch(letter -> encodingId.equals(letter.attributes().get("encoding-id")));
        String next = job + "/" + (attempt + 1);
        boolean followed = history.ledger().containsKey(next + ".claim")
                || record(next + ".end").filter(Checker::isSkipped).isPresent();
        boolean open = upload(job).map(this::isOpen).orElse(false);
        if (!reported && !followed && !open) {
            violate(
                    4,
                    "attempt " + attempt + " of job " + job + " failed, and neither a dead letter nor a next attempt"
                            + " follows");
        }
    }

    private Optional<Uploaded> upload(String job) {
        return history.uploads().stream().filter(u -> u.jobId().equals(job)).findFirst();
    }

    // forms

    private void violate(int promise, String what) {
        violations.add(new Violation(promise, what));
    }

    private Set<String> keys() {
        return history.uploads().stream().map(Uploaded::key).collect(Collectors.toCollection(TreeSet::new));
    }

    private int lastAttempt(String job) {
        return history.ledger().keySet().stream()
                .filter(name -> name.startsWith(job + "/"))
                .map(name -> name.substring(job.length() + 1))
                .mapToInt(name -> Integer.parseInt(name.substring(0, name.indexOf('.'))))
                .max()
                .orElse(0);
    }

    private List<JsonNode> ends(String job) {
        Predicate<String> ofJob = name -> name.startsWith(job + "/") && name.endsWith(".end");
        return history.ledger().entrySet().stream()
                .filter(entry -> ofJob.test(entry.getKey()))
                .map(entry -> tree(entry.getValue()))
                .toList();
    }

    private Optional<JsonNode> record(String name) {
        return Optional.ofNullable(history.ledger().get(name)).map(Checker::tree);
    }

    private static boolean isSkipped(JsonNode end) {
        return outcome(end).equals("SKIPPED");
    }

    private static boolean isFailed(JsonNode end) {
        return outcome(end).equals("FAILED");
    }

    private static String outcome(JsonNode end) {
        return end.path("outcome").asText();
    }

    private static boolean isOf(Encoding encoding, String key, String eTag) {
        return key.equals(encoding.sourceKey()) && eTag.equals(encoding.sourceETag());
    }

    /** From the label {@code job-ID}. */
    private static String jobOf(Encoding encoding) {
        return encoding.labels().stream()
                .filter(label -> label.startsWith("job-"))
                .map(label -> label.substring("job-".length()))
                .findFirst()
                .orElse("");
    }

    /** The message holds exactly the record that the store sent, or it among others. */
    private static boolean names(String body, Uploaded upload) {
        JsonNode record = tree(upload.event()).path("Records").path(0);
        for (JsonNode one : tree(body).path("Records")) {
            if (one.equals(record)) {
                return true;
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
