package io.transcoder.lint.model;

/**
 * Something that a folder of routes must not have.
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

    public static Rule error(String id, String why, String fix, Check check) {
        return new Rule(id, Severity.ERROR, why, fix, check);
    }

    public static Rule warning(String id, String why, String fix, Check check) {
        return new Rule(id, Severity.WARNING, why, fix, check);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public String toString() {
        return id;
    }
}
