package io.transcoder.sandbox.encoder;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** @param path below the base URL, decoded; {@code ids} are the values of the template's placeholders */
record Request(String method, String path, Map<String, String> ids, Map<String, String> query, byte[] body) {
    String id(String placeholder) {
        return ids.get(placeholder);
    }

    int offset() {
        return number("offset", 0, Integer.MAX_VALUE);
    }

    /** 25 unless asked for, at most 100 (EncodingListQueryParams). */
    int limit() {
        return number("limit", 25, 100);
    }

    void onlyQuery(String... allowed) {
        Set<String> unknown = new TreeSet<>(query.keySet());
        unknown.removeAll(Set.of(allowed));
        if (!unknown.isEmpty()) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, unknown.iterator().next(), "unknown query parameter");
        }
    }

    private int number(String name, int absent, int most) {
        String text = query.get(name);
        if (text == null) {
            return absent;
        }
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, name, "'" + text + "' is not a number");
        }
        throw Refusal.field(Refusal.INVALID_PARAMETER, name, "'" + text + "' is not between 0 and " + most);
    }
}
