package io.transcoder.cli;

/** Finds the line of a failed start that tells an integrator what to mend. */
final class StartFailure {
    private StartFailure() {}

    /** Camel wraps the cause, such as an unknown step with file and line, in several exceptions. */
    static String line(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String outer = thrown.getMessage() == null
                ? ""
                : thrown.getMessage().lines().findFirst().orElse("");
        String inner = cause.getMessage() == null
                ? cause.getClass().getName()
                : cause.getMessage().strip();
        return outer.contains(inner) || cause == thrown ? outer : outer + System.lineSeparator() + inner;
    }
}
