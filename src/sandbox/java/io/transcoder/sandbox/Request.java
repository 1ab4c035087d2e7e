package io.transcoder.sandbox;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it reached a {@link Wiretap}.
 *
 * @param service the name that the wiretap was started with
 * @param path raw, with the query
 * @param headers by lower-case name; of a repeated one the first value
 * @param body at most its first 64 KB; "(binary)" if it is no UTF-8 text
 */
public record Request(String service, String method, String path, Map<String, String> headers, String body) {

    /** Null if it was not sent. */
    public String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** See {@link Call#operation()}. */
    public String operation() {
        return Operations.name(service, method, path, Optional.ofNullable(header("x-amz-target")), copies());
    }

    private boolean copies() {
        return header("x-amz-copy-source") != null;
    }
}
