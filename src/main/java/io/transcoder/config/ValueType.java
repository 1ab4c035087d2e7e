package io.transcoder.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form that a setting's value has.
 *
 * @param expectation what is expected, to go after "is not", e.g. {@code a port from 0 to 65535}
 * @param form of a value that is {@linkplain #tidy tidied} and not empty
 * @param tidying of a value without white space around it
 * @param allowsEmpty whether the empty text is a value of its own; if not, it means that nothing was set
 */
public record ValueType(
        String expectation, Predicate<String> form, UnaryOperator<String> tidying, boolean allowsEmpty) {
    /** Any text on one line. */
    static final ValueType TEXT = of("a text on one line", ValueType::isOneLine);

    /**
     * A general-purpose bucket: AWS, "General purpose bucket naming rules". With the capitals, underscores and lengths that older
     * buckets and other stores have.
     */
    static final ValueType BUCKET = of(
            "a bucket's name (3 to 63 lower-case letters, digits, '-' or '.'; an older one may be longer and have capitals and '_')",
            matching("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
                    .and(matching("\\d+\\.\\d+\\.\\d+\\.\\d+").negate()));

    /** The beginning of object keys, up to and with a slash. */
    static final ValueType PREFIX = prefix("", false);

    /** As {@link #PREFIX}; the whole bucket will do. */
    static final ValueType PREFIX_OR_EMPTY = prefix(", nor empty for the whole bucket", true);

    /** The end of object keys. */
    static final ValueType SUFFIX = of(
            "an ending of file names, without '/' (such as _bitmovin.mp4)",
            value -> !value.contains("/") && isOneLine(value));

    /** In the form of Java, which VidiCore is written in. */
    static final ValueType REGEX = of("a regex", ValueType::isRegex);

    /**
     * A queue by its name or URL: the API reference of SQS, CreateQueue. FIFO queues, whose names hold a '.', are out:
     * S3 sends no events to them, and the order of dead letters does not matter.
     */
    static final ValueType QUEUE = of(
            "a standard queue's name (up to 80 letters, digits, '-' or '_') or its http or https URL",
            matching("[A-Za-z0-9_-]{1,80}").or(value -> isUrl(value) && !value.endsWith(".fifo")));

    /** A number of bytes with its unit, 1024 of each to the next. */
    static final ValueType SIZE =
            of("a size with its unit B, KB, MB, GB or TB (such as 500GB)", matching("[1-9]\\d{0,5}(B|KB|MB|GB|TB)"));

    /** An http or https address that a path can be added to; without a user, since URLs end up in logs. */
    static final ValueType URL = new ValueType(
            "an http or https URL without user, query or fragment", ValueType::isUrl, ValueType::withoutSlash, false);

    /** Where events go. Its user and its query may be secret. On this machine plain HTTP will do. */
    static final ValueType RECEIVER = of(
            "an https URL without fragment, such as https://example.com/hooks; http only to this machine",
            ValueType::isReceiver);

    /** As Standard Webhooks writes keys; any other text has to be as long as a good one. */
    static final ValueType SIGNING_KEY = of(
            "whsec_ and a key in Base64, or a text of 24 characters or more without blanks",
            matching("whsec_(?:[A-Za-z0-9+/]{4}){6,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?|(?!whsec_)\\S{24,}"));

    static final ValueType EVENTS = of(
            "one of failed, finished, held, skipped, ignored, drift, or several with commas between",
            matching("WORD(?:\\s*,\\s*WORD)*".replace("WORD", "(?:failed|finished|held|skipped|ignored|drift)")));

    /** An HTTP proxy's address, with or without the scheme and a login; in the form that the environment's variables have. */
    static final ValueType PROXY = new ValueType(
            "an HTTP proxy's address (such as http://proxy.example:3128)",
            ValueType::isProxy,
            ValueType::withScheme,
            false);

    /** A sum of money, without its currency. */
    static final ValueType AMOUNT = of("an amount (such as 0.0234)", matching("\\d{1,6}(\\.\\d{1,8})?"));

    static final ValueType CURRENCY = of("a currency's three capital letters (such as EUR)", matching("[A-Z]{3}"));

    /** Words with commas between. */
    static final ValueType WORDS =
            of("words in small letters with commas between", matching("[a-z]+(?:\\s*,\\s*[a-z]+)*"));

    /** Names with values, {@code name=value} with commas between. */
    static final ValueType PAIRS = of(
            "name=value, or several with commas between",
            value -> isOneLine(value)
                    && Stream.of(value.split(",", -1)).map(String::strip).allMatch(matching("[\\w.-]+=[^,]+")));

    /** Names with their shares, {@code name=number} with commas between. */
    static final ValueType SHARES = of(
            "profile=share, or several with commas between, each share from 1 to 9999",
            matching("[\\w.-]+=[1-9]\\d{0,3}(?:\\s*,\\s*[\\w.-]+=[1-9]\\d{0,3})*"));

    static final ValueType TRUTH = choice("true", "false");

    /** One of a few words. */
    static ValueType choice(String... words) {
        return of("one of " + String.join(", ", words), List.of(words)::contains);
    }

    /** A whole number, both ends included. */
    static ValueType whole(String what, int least, int most) {
        return of(
                what + " from " + least + " to " + most,
                matching("\\d{1,9}").and(value -> Integer.parseInt(value) >= least && Integer.parseInt(value) <= most));
    }

    /** A time with its unit, {@code least} to {@code most}, both included. */
    static ValueType time(Duration least, Duration most, boolean wholeSeconds, String example) {
        return of(
                "a duration of " + Durations.format(least) + " or more and " + Durations.format(most) + " or less"
                        + (wholeSeconds ? ", in whole seconds" : "") + " (such as " + example + ")",
                value -> Durations.parse(value)
                        .filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0)
                        .filter(time -> !wholeSeconds || time.toMillisPart() == 0)
                        .isPresent());
    }

    private static ValueType prefix(String exception, boolean allowsEmpty) {
        return new ValueType(
                "a prefix of object keys that ends with one '/' and does not start with it (such as media/)"
                        + exception,
                value -> value.endsWith("/") && !value.startsWith("/") && !value.contains("//") && isOneLine(value),
                UnaryOperator.identity(),
                allowsEmpty);
    }

    private static ValueType of(String expectation, Predicate<String> form) {
        return new ValueType(expectation, form, UnaryOperator.identity(), false);
    }

    /** Whether a value, already {@linkplain #tidy tidied} and not empty, has this form. */
    public boolean accepts(String value) {
        return form.test(value);
    }

    /** The value as the application uses it. */
    public String tidy(String value) {
        return tidying.apply(value.strip());
    }

    /** @param value of the type {@link #SIZE} */
    static long bytes(String value) {
        if (!SIZE.accepts(value)) {
            throw new IllegalArgumentException("not a size: " + value);
        }
        String number = value.replaceAll("\\D+", "");
        return Long.parseLong(number) << 10 * "BKMGT".indexOf(value.charAt(number.length()));
    }

    /** @param value of the type {@link #PAIRS} or {@link #SHARES} */
    public static Map<String, String> pairs(String value) {
        return Stream.of(value.split(","))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (first, last) -> last));
    }

    private static Predicate<String> matching(String regex) {
        return Pattern.compile(regex).asMatchPredicate();
    }

    private static boolean isRegex(String value) {
        try {
            Pattern.compile(value);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
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

    private static boolean isReceiver(String value) {
        // whatever the query is, it has to be one of a URI
        String bare =
                value.replaceFirst("//[^/?#@]*@", "//").replaceFirst("\\?(?:[!$&-;=?-Z_a-z~]|%\\p{XDigit}{2})*$", "");
        return URL.accepts(bare) && (bare.startsWith("https:") || isLoopback(URI.create(bare)));
    }

    /** Whether no packet leaves this machine for it; by its letters alone, since a name may mean another address a moment later. */
    static boolean isLoopback(URI uri) {
        return uri.getHost()
                .toLowerCase(Locale.ROOT)
                .matches("localhost|.+\\.localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[(?:::|0:0:0:0:0:0:0:)1]");
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

    private static String withoutSlash(String value) {
        return value.replaceAll("/+$", "");
    }

    private static String withScheme(String value) {
        String tidy = withoutSlash(value);
        return tidy.isEmpty() || tidy.contains("://") || tidy.startsWith("{{") ? tidy : "http://" + tidy;
    }
}
