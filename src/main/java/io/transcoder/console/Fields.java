package io.transcoder.console;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The fields of an address or of a form, decoded. All of them are untrusted text. */
record Fields(Map<String, List<String>> all) {
    /** @param encoded e.g. {@code a=1&b=2}; null for none */
    static Fields of(String encoded) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String field : Objects.requireNonNullElse(encoded, "").split("&")) {
            String[] parts = field.split("=", 2);
            all.computeIfAbsent(decoded(parts[0]), any -> new ArrayList<>())
                    .add(parts.length == 1 ? "" : decoded(parts[1]));
        }
        return new Fields(all);
    }

    /** No field where the form has more bytes than the longest. */
    static Fields ofForm(HttpExchange exchange, int longest) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(longest + 1);
        return of(body.length > longest ? null : new String(body, StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The first value; empty where there is none. */
    String value(String name) {
        return values(name).stream().findFirst().orElse("");
    }

    List<String> values(String name) {
        return all.getOrDefault(name, List.of());
    }
}
