package io.transcoder.console;

import java.util.List;

/**
 * A request for a page. All of it is untrusted text.
 *
 * @param below the path after the page's own, without a slash at its beginning; empty for the page itself
 * @param fields of the form for a POST, and of the address otherwise
 * @param operator who gives the order, for the records
 */
record Request(String below, Fields fields, String operator) {
    /** The first value; empty where there is none. */
    public String value(String name) {
        return fields.value(name);
    }

    public List<String> values(String name) {
        return fields.values(name);
    }

    /** The default where there is no whole number from 1 on. */
    public int number(String name, int otherwise) {
        String text = value(name);
        return text.matches("[1-9]\\d{0,6}") ? Integer.parseInt(text) : otherwise;
    }
}
