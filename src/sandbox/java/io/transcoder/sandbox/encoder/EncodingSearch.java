package io.transcoder.sandbox.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The restricted Lucene of the list's {@code search}: {@code field:value} or {@code field:prefix*} on name and labels,
 * joined by AND only, case-insensitive, special characters escaped by a backslash.
 */
final class EncodingSearch {
    private static final String SPECIAL = "+!(){}[]^\"~?:/&|";

    private record Term(String field, String value, boolean prefix) {
        boolean matches(EncodingState encoding) {
            return field.equals("name")
                    ? matches(encoding.name())
                    : encoding.labels().stream().anyMatch(this::matches);
        }

        private boolean matches(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            return prefix ? lower.startsWith(value) : lower.equals(value);
        }
    }

    private final List<Term> terms;

    private EncodingSearch(List<Term> terms) {
        this.terms = terms;
    }

    static EncodingSearch parse(String text) {
        String[] words = text.trim().split("(?<!\\\\)\\s+");
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            if (i % 2 == 0) {
                terms.add(term(words[i]));
            } else if (!words[i].equals("AND")) {
                throw refused("expected AND instead of '" + words[i] + "'");
            }
        }
        if (words.length % 2 == 0) {
            throw refused("nothing follows the last AND");
        }
        return new EncodingSearch(terms);
    }

    boolean matches(EncodingState encoding) {
        return terms.stream().allMatch(term -> term.matches(encoding));
    }

    private static Term term(String word) {
        int colon = word.indexOf(':');
        String field = colon < 0 ? "" : word.substring(0, colon);
        if (!field.equals("name") && !field.equals("labels")) {
            throw refused("'" + word + "' is no search on name or labels");
        }
        StringBuilder value = new StringBuilder();
        boolean prefix = false;
        for (int i = colon + 1; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\\' && i + 1 < word.length()) {
                value.append(word.charAt(++i));
            } else if (c == '*' && i == word.length() - 1 && !value.isEmpty()) {
                prefix = true;
            } else if (c == '*' || c == '\\' || SPECIAL.indexOf(c) >= 0 || (c == '-' && value.isEmpty())) {
                throw refused("'" + c + "' in '" + word + "' must be escaped");
            } else {
                value.append(c);
            }
        }
        if (value.isEmpty()) {
            throw refused("'" + word + "' searches for nothing");
        }
        return new Term(field, value.toString().toLowerCase(Locale.ROOT), prefix);
    }

    private static Refusal refused(String reason) {
        return Refusal.field(Refusal.INVALID_PARAMETER, "search", reason);
    }
}
