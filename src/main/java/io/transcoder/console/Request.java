package io.transcoder.console;

import java.util.List;
import java.util.Map;

/**
 * A request for a page. All of it is untrusted text.
 *
 * @param below the path after the page's own, without a slash at its beginning; empty for the page itself
 * @param query the first value of each parameter
 * @param form the values of each field; empty but for a POST
 * @param operator who gives the order, for the records
 */
public record Request(String below, Map<String, String> query, Map<String, List<String>> form, String operator) {
    /** Of a parameter or of a field; empty where there is none. */
    public String value(String name) {
        List<String> values = form.get(name);
        return values == null ? query.getOrDefault(name, "") : values.get(0);
    }

    /** Of a parameter; the default where it is no whole number from 1 on. */
    public int number(String name, int otherwise) {
        String text = value(name);
        return text.matches("[1-9]\\d{0,6}") ? Integer.parseInt(text) : otherwise;
    }
}
