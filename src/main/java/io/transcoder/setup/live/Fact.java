package io.transcoder.setup.live;

import com.fasterxml.jackson.annotation.JsonValue;
import io.transcoder.setup.step.Texts;
import io.transcoder.upload.LogText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What was found out of one assumption.
 *
 * @param follows what happens where it differs
 */
public record Fact(String name, Verdict verdict, String expected, String seen, String follows) {
    /** Whether the assumption holds here. */
    public enum Verdict {
        HOLDS,
        DIFFERS,
        /** It could not be looked at, and nothing is known. */
        NOT_SEEN;

        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static Fact of(String name, Verdict verdict, String seen) {
        Texts texts = Texts.of("assumptions", name);
        String safe = LogText.line(seen, LogText.LIMIT);
        return new Fact(name, verdict, texts.part("expected"), safe, texts.part("follows"));
    }

    /** On one line. */
    public String line() {
        String what = "%-8s %s: %s".formatted(verdict.word(), name, seen);
        return verdict == Verdict.DIFFERS ? what + " | expected: " + expected + " | follows: " + follows : what;
    }

    /**
     * A row for the table of docs/reference/assumptions.md.
     *
     * @param where when, by whom, and with which services
     */
    public static String row(String where, List<Fact> facts) {
        return "| " + where + " | " + cell(facts, Verdict.DIFFERS) + " | " + cell(facts, Verdict.NOT_SEEN) + " | "
                + cell(facts, Verdict.HOLDS) + " |";
    }

    private static String cell(List<Fact> facts, Verdict verdict) {
        return facts.stream()
                .filter(fact -> fact.verdict == verdict)
                .map(fact -> fact.name + ": " + fact.seen.replace("|", "\\|"))
                .collect(Collectors.joining("; "));
    }
}
