package io.transcoder.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The form that a setting's value has. */
public sealed interface Kind {
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

    /** Any text on one line. */
    record Text() implements Kind {
        @Override
        public boolean accepts(String value) {
            return value.codePoints().noneMatch(Character::isISOControl);
        }

        @Override
        public String expectation() {
            return "a text on one line";
        }
    }

    /**
     * A general-purpose bucket: AWS, "General purpose bucket naming rules". With the capitals, underscores and lengths that older
     * buckets and other stores have.
     */
    record Bucket() implements Kind {
        private static final Pattern FORM = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");
        private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

        @Override
        public boolean accepts(String value) {
            return FORM.matcher(value).matches() && !ADDRESS.matcher(value).matches();
        }

        @Override
        public String expectation() {
            return "a bucket's name (3 to 63 lower-case letters, digits, '-' or '.'; an older one may be longer and have capitals and '_')";
        }
    }

    /** The beginning of object keys, up to and with a slash; {@code allowsEmpty}: the whole bucket will do. */
    record Prefix(boolean allowsEmpty) implements Kind {
        @Override
        public boolean accepts(String value) {
            return value.endsWith("/") && !value.startsWith("/") && !value.contains("//") && new Text().accepts(value);
        }

        @Override
        public String expectation() {
            return "a prefix of object keys that ends with one '/' and does not start with it (such as media/)"
                    + (allowsEmpty ? ", nor empty for the whole bucket" : "");
        }
    }

    /** The end of object keys. */
    record Suffix() implements Kind {
        @Override
        public boolean accepts(String value) {
            return !value.contains("/") && new Text().accepts(value);
        }

        @Override
        public String expectation() {
            return "an ending of file names, without '/' (such as _bitmovin.mp4)";
        }
    }

    /**
     * A queue by its name or URL: the API reference of SQS, CreateQueue. FIFO queues, whose names hold a '.', are out:
     * S3 sends no events to them, and the order of dead letters does not matter.
     */
    record Queue() implements Kind {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");

        @Override
        public boolean accepts(String value) {
            return NAME.matcher(value).matches() || (new Url().accepts(value) && !value.endsWith(".fifo"));
        }

        @Override
        public String expectation() {
            return "a standard queue's name (up to 80 letters, digits, '-' or '_') or its http or https URL";
        }
    }

    /** A time with its unit, {@code least} to {@code most}, both included. */
    record Time(Duration least, Duration most, boolean wholeSeconds, String example) implements Kind {
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
    record Whole(String what, int least, int most) implements Kind {
        private static final Pattern FORM = Pattern.compile("\\d{1,9}");

        @Override
        public boolean accepts(String value) {
            return FORM.matcher(value).matches() && Integer.parseInt(value) >= least && Integer.parseInt(value) <= most;
        }

        @Override
        public String expectation() {
            return what + " from " + least + " to " + most;
        }
    }

    /** A number of bytes with its unit, 1024 of each to the next. */
    record Size() implements Kind {
        private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,5})(B|KB|MB|GB|TB)");
        private static final String UNITS = "BKMGT";

        /** @param value of this form */
        static long bytes(String value) {
            var form = FORM.matcher(value);
            if (!form.matches()) {
                throw new IllegalArgumentException("not a size: " + value);
            }
            return Long.parseLong(form.group(1))
                    << 10 * UNITS.indexOf(form.group(2).charAt(0));
        }

        @Override
        public boolean accepts(String value) {
            return FORM.matcher(value).matches();
        }

        @Override
        public String expectation() {
            return "a size with its unit B, KB, MB, GB or TB (such as 500GB)";
        }
    }

    /** An http or https address that a path can be added to; without a user, since URLs end up in logs. */
    record Url() implements Kind {
        @Override
        public boolean accepts(String value) {
            try {
                URI uri = new URI(value);
                return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                        && uri.getHost() != null
                        && uri.getRawUserInfo() == null
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null;
            } catch (URISyntaxException e) {
                return false;
            }
        }

        @Override
        public String expectation() {
            return "an http or https URL without user, query or fragment";
        }

        @Override
        public String tidy(String value) {
            String tidy = value.strip();
            while (tidy.endsWith("/")) {
                tidy = tidy.substring(0, tidy.length() - 1);
            }
            return tidy;
        }
    }

    /** One of a few words. */
    record Choice(List<String> words) implements Kind {
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
