package io.transcoder.lint.model;

import java.util.Locale;
import java.util.Map;

/**
 * A rule: something that a folder of routes must not have.
 *
 * @param id by which a note waives it
 * @param why what happens where it is broken, one sentence or two
 * @param fix what to do instead
 */
public record Rule(String id, Severity severity, String why, String fix, Check check) {
    /** An error stops the start, a warning does not. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** Looks for what breaks the rule. */
    @FunctionalInterface
    public interface Check {
        void look(RouteFolder folder, Findings found);
    }

    /** @param texts the severity, why and fix */
    public static Rule of(String id, Map<?, ?> texts, Check check) {
        var severity = Severity.valueOf(Trees.text(texts, "severity").toUpperCase(Locale.ROOT));
        return new Rule(id, severity, Trees.text(texts, "why"), Trees.text(texts, "fix"), check);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        return id;
    }
}
