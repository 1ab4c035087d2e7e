package io.transcoder.deadletter;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A cause of dead letters, and how many of them have it, in the form that is printed. What is unknown is null.
 *
 * @param httpStatus null where there was no answer
 * @param newest when the newest of them came
 * @param reason that of the newest
 * @param letters that have it, the newest first
 */
public record Cause(
        int count,
        String step,
        Integer httpStatus,
        String code,
        String kind,
        String newest,
        String reason,
        @JsonIgnore List<DeadLetter> letters) {
    /** One entry for each step, status, code and kind, the most frequent first. */
    public static List<Cause> of(List<DeadLetter> newestFirst) {
        return newestFirst.stream()
                .collect(Collectors.groupingBy(Cause::idOf, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(Cause::ofAlike)
                .sorted(Comparator.comparingInt(Cause::count).reversed())
                .toList();
    }

    /** Names the letter's cause, in the address of a page too. */
    public static String idOf(DeadLetter letter) {
        return letter.step() + "~" + letter.httpStatus() + "~" + letter.code() + "~" + letter.kind();
    }

    private static Cause ofAlike(List<DeadLetter> letters) {
        DeadLetter newest = letters.get(0);
        return new Cause(
                letters.size(),
                newest.step(),
                newest.httpStatus() == 0 ? null : newest.httpStatus(),
                newest.code(),
                newest.kind(),
                Objects.toString(newest.receivedAt(), null),
                newest.reason(),
                letters);
    }
}
