package io.transcoder.observe;

import java.util.regex.Pattern;

/**
 * The name that metrics have for a call to Bitmovin: its method and its path, without ids.
 *
 * @param endpoint such as {@code /encoding/encodings/{id}/streams}
 */
public record CallName(String method, String endpoint) {
    private static final Pattern CALL = Pattern.compile("(GET|POST|PUT|DELETE) (/[^?\\s]*)(?:\\?\\S+)?");
    /** A placeholder of a route, or text that only an id looks like. */
    private static final Pattern ID = Pattern.compile("\\{[A-Za-z0-9]+}|(?=[^/]*\\d)[A-Za-z0-9-]{20,}");

    /** @param call as the variable {@code call} of the routes; anything else is an unknown call */
    public static CallName of(String call) {
        var parts = CALL.matcher(call == null ? "" : call);
        return parts.matches()
                ? new CallName(parts.group(1), ID.matcher(parts.group(2)).replaceAll("{id}"))
                : new CallName("unknown", "unknown");
    }

    /** A dead letter's step: a call without its ids, anything else as it is. */
    static String ofStep(String step) {
        CallName call = of(step);
        if (!call.method().equals("unknown")) {
            return call.method() + " " + call.endpoint();
        }
        return step == null ? "unknown" : step;
    }
}
