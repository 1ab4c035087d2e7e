package io.transcoder.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The form that a setting's value has. */
public sealed interface ValueType {
    /** Any text on one line. */
    ValueType TEXT = new Form("a text on one line", ValueType::isOneLine);

    /**
     * A general-purpose bucket: AWS, "General purpose bucket naming rules". With the capitals, underscores and lengths that older
     * buckets and other stores have.
     */
    ValueType BUCKET = new Form(
            "a bucket's name (3 to 63 lower-case letters, digits, '-' or '.'; an older one may be longer and have capitals and '_')",
            matching("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
                    .and(matching("\\d+\\.\\d+\\.\\d+\\.\\d+").negate()));

    /** The end of object keys. */
    ValueType SUFFIX = new Form(
            "an ending of file names, without '/' (such as _bitmovin.mp4)",
            value -> !value.contains("/") && isOneLine(value));

    /**
     * A queue by its name or URL: the API reference of SQS, CreateQueue. FIFO queues, whose names hold a '.', are out:
     * S3 sends no events to them, and the order of dead letters does not matter.
     */
    ValueType QUEUE = new Form(
            "a standard queue's name (up to 80 letters, digits, '-' or '_') or its http or https URL",
            matching("[A-Za-z0-9_-]{1,80}").or(value -> isUrl(value) && !value.endsWith(".fifo")));

    /** A number of bytes with its unit, 1024 of each to the next. */
    ValueType SIZE = new Form(
            "a size with its unit B, KB, MB, GB or TB (such as 500GB)", matching("[1-9]\\d{0,5}(B|KB|MB|GB|TB)"));

    /** An http or https address that a path can be added to; without a user, since URLs end up in logs. */
    ValueType URL = new Form(
            "an http or https URL without user, query or fragment",
            ValueType::isUrl,
            value -> value.replaceAll("/+$", ""));

    /** An HTTP proxy's address, with or without the scheme and a login; in the form that the environment's variables have. */
    ValueType PROXY = new Form(
            "an HTTP proxy's address (such as http://proxy.example:3128)", ValueType::isProxy, ValueType::withScheme);

    /** A sum of money, without its currency. */
    ValueType AMOUNT = new Form("an amount (such as 0.0234)", matching("\\d{1,6}(\\.\\d{1,8})?"));

    ValueType CURRENCY = new Form("a currency's three capital letters (such as EUR)", matching("[A-Z]{3}"));

    /** Words with commas between. */
    ValueType WORDS = new Form("words in small letters with commas between", matching("[a-z]+(?:\\s*,\\s*[a-z]+)*"));

    /** Names with their shares, {@code name=number} with commas between. */
    ValueType SHARES = new Form(
            "profile=share, or several with commas between, each share from 1 to 9999",
            matching("[\\w.-]+=[1-9]\\d{0,3}(?:\\s*,\\s*[\\w.-]+=[1-9]\\d{0,3})*"));

    ValueType TRUTH = new Choice(List.of("true", "false"));

    /** Whether a value, already {@linkplain #tidy tidied} and not empty, has this form. */
    boolean accepts(String value);

    /** What is expected, to go after "is not", e.g. {@code a port from 0 to 65535}. */
    String expectation();

    /** The value as the application uses it. */
    default String tidy(String value) {
        return value.strip();
    }

    /** Whether the empty text is a value of its own; if not, it means that nothing was set. */
    default boolean allowsEmpty() {
        return false;
    }

    /** @param value of the type {@link #SIZE} */
    static long bytes(String value) {
        if (!SIZE.accepts(value)) {
            throw new IllegalArgumentException("not a size: " + value);
        }
        String number = value.replaceAll("\\D+", "");
        return Long.parseLong(number) << 10 * "BKMGT".indexOf(value.charAt(number.length()));
    }

    private static Predicate<String> matching(String regex) {
        return Pattern.compile(regex).asMatchPredicate();
    }

    private static boolean isOneLine(String value) {
        return value.codePoints().noneMatch(Character::isISOControl);
    }

    private static boolean isUrl(String value) {
        return isAddress(
                value,
                uri -> ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                        && uri.getRawUserInfo() == null);
    }

    private static boolean isProxy(String value) {
        return isAddress(
                value,
                uri -> "http".equals(uri.getScheme())
                        && uri.getPort() > 0
                        && uri.getPort() <= 65535
                        && (uri.getRawPath() == null || uri.getRawPath().isEmpty()));
    }

    private static boolean isAddress(String value, Predicate<URI> wanted) {
        try {
            URI uri = new URI(value);
            return uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && wanted.test(uri);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String withScheme(String value) {
        String tidy = value.replaceAll("/+$", "");
        return tidy.isEmpty() || tidy.contains("://") || tidy.startsWith("{{") ? tidy : "http://" + tidy;
    }

    /** @param tidying of a value without white space around it */
    record Form(String expectation, Predicate<String> form, UnaryOperator<String> tidying) implements ValueType {
        private Form(String expectation, Predicate<String> form) {
            this(expectation, form, UnaryOperator.identity());
        }

        @Override
        public boolean accepts(String value) {
            return form.test(value);
        }

        @Override
        public String tidy(String value) {
            return tidying.apply(value.strip());
        }
    }

    /** The beginning of object keys, up to and with a slash; {@code allowsEmpty}: the whole bucket will do. */
    record Prefix(boolean allowsEmpty) implements ValueType {
        @Override
        public boolean accepts(String value) {
            return value.endsWith("/") && !value.startsWith("/") && !value.contains("//") && isOneLine(value);
        }

        @Override
        public String expectation() {
            return "a prefix of object keys that ends with one '/' and does not start with it (such as media/)"
                    + (allowsEmpty ? ", nor empty for the whole bucket" : "");
        }
    }

    /** A time with its unit, {@code least} to {@code most}, both included. */
    record Time(Duration least, Duration most, boolean wholeSeconds, String example) implements ValueType {
        @Override
        public boolean accepts(String value) {
            return Durations.parse(value)
                    .filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0)
                    .filter(time -> !wholeSeconds || time.toMillisPart() == 0)
                    .isPresent();
        }

        @Override
        public String expectation() {
            return "a duration of " + Durations.format(least) + " or more and " + Durations.format(most) + " or less"
                    + (wholeSeconds ? ", in whole seconds" : "") + " (such as " + example + ")";
        }
    }

    /** A whole number, both ends included. */
    record Whole(String what, int least, int most) implements ValueType {
        @Override
        public boolean accepts(String value) {
            return value.matches("\\d{1,9}") && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most;
        }

        @Override
        public String expectation() {
            return what + " from " + least + " to " + most;
        }
    }

    /** Names with values, {@code name=value} with commas between. */
    record Pairs() implements ValueType {
        private static final Predicate<String> FORM = matching("[\\w.-]+=[^,]+");

        /** @param value of this type */
        public static Map<String, String> of(String value) {
            return Stream.of(value.split(","))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (first, last) -> last));
        }

        @Override
        public boolean accepts(String value) {
            return isOneLine(value)
                    && Stream.of(value.split(",", -1)).map(String::strip).allMatch(FORM);
        }

        @Override
        public String expectation() {
            return "name=value, or several with commas between";
        }
    }

    /** One of a few words. */
    record Choice(List<String> words) implements ValueType {
        public Choice {
            words = List.copyOf(words);
        }

        @Override
        public boolean accepts(String value) {
            return words.contains(value);
        }

        @Override
        public String expectation() {
            return "one of " + String.join(", ", words);
        }
    }
}
