package io.transcoder.lint.model;

import java.util.Map;

/**
 * A rule: something that a folder of routes must not have.
 *
 * @param id by which a note waives it
 * @param severity {@code error}, which stops the start, or {@code warning}
 * @param why what happens where it is broken, one sentence or two
 * @param fix what to do instead
 */
public record Rule(String id, String severity, String why, String fix, Check check) {
    /** Looks for what breaks the rule. */
    @FunctionalInterface
    public interface Check {
        void look(RouteFolder folder, Findings found);
    }

    /** @param texts the severity, why and fix */
    public static Rule of(String id, Map<?, ?> texts, Check check) {
        return new Rule(id, Trees.text(texts, "severity"), Trees.text(texts, "why"), Trees.text(texts, "fix"), check);
    }

    public boolean isError() {
        return severity.equals("error");
    }

    @Override
    public String toString() {
        return id;
    }
}
