package io.transcoder.console;

import java.util.List;
import java.util.Map;

/**
 * Asks whether an order is meant, by the template {@code confirm}.
 *
 * @param facts what it does and costs, a sentence each
 * @param action where the form is sent
 * @param fields that are sent with it
 * @param button the word on the button
 * @param danger whether it takes something away
 * @param asksReason whether a reason may be given
 * @param back where to go instead
 */
public record Confirm(
        String title,
        List<String> facts,
        String action,
        Map<String, List<String>> fields,
        String button,
        boolean danger,
        boolean asksReason,
        String back) {}
