package io.transcoder.deadletter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A cause of dead letters, and how many of them have it.
 *
 * @param step null where unknown
 * @param httpStatus 0 where there was no answer
 * @param code null where unknown
 * @param newest when the newest of them came; null where unknown
 * @param reason that of the newest; null where unknown
 */
public record Cause(String step, int httpStatus, String code, String kind, int count, Instant newest, String reason) {
    /** One entry for each step, status, code and kind, the most frequent first. */
    public static List<Cause> of(List<DeadLetter> newestFirst) {
        Map<List<Object>, List<DeadLetter>> groups = new LinkedHashMap<>();
        for (DeadLetter letter : newestFirst) {
            Map<String, Object> fields = letter.fields();
            List<Object> cause = new ArrayList<>();
            for (String field : List.of("step", "httpStatus", "code", "kind")) {
                cause.add(fields.get(field));
            }
            groups.computeIfAbsent(cause, none -> new ArrayList<>()).add(letter);
        }
        return groups.values().stream()
                .map(Cause::ofAlike)
                .sorted(Comparator.comparingInt(Cause::count).reversed())
                .toList();
    }

    private static Cause ofAlike(List<DeadLetter> letters) {
        DeadLetter newest = letters.get(0);
        return new Cause(
                newest.step(),
                newest.httpStatus(),
                newest.code(),
                newest.kind(),
                letters.size(),
                newest.receivedAt(),
                newest.reason());
    }
}
