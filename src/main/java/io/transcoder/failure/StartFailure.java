package io.transcoder.failure;

import java.util.stream.Collectors;

/** Reduces the exception of a failed start to the line that tells an integrator what to mend. */
public final class StartFailure {
    private StartFailure() {}

    /**
     * Camel wraps the cause in several exceptions. What its YAML reader says of a file has the place in its second line, and an
     * extract of the file after that.
     */
    public static String line(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String outer = oneLine(thrown);
        String inner = oneLine(cause);
        return outer.contains(inner) ? outer : outer + ": " + inner;
    }

    private static String oneLine(Throwable thrown) {
        if (thrown.getMessage() == null) {
            return thrown.getClass().getSimpleName();
        }
        String line = thrown.getMessage().lines().limit(2).map(String::strip).collect(Collectors.joining(" "));
        return line.endsWith(":") ? line.substring(0, line.length() - 1) : line;
    }
}
