package io.transcoder.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.upload.LogText;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts values into words for the templates. What is null is a dash. */
public final class Show {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String NONE = "–";

    private Show() {}

    /** A name such as a key, with control characters as escapes. */
    public static String text(Object text) {
        return text == null ? NONE : LogText.safe(text.toString());
    }

    /** The part of a key before the name, such as {@code in/xdcam/}; empty where there is none. */
    public static String folder(String key) {
        return LogText.safe(key.substring(0, key.lastIndexOf('/') + 1));
    }

    /** In UTC. */
    public static String time(Instant time) {
        return time == null ? NONE : TIME.format(time);
    }

    /** Such as {@code 3 min 20 s}; the two largest units. */
    public static String duration(Duration duration) {
        if (duration == null) {
            return NONE;
        }
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", Math.max(0, duration.toMillis()) / 1000.0);
        }
        return seconds < 60
                ? seconds + " s"
                : seconds < 3600
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : seconds < 86_400
                                ? seconds / 3600 + " h " + seconds % 3600 / 60 + " min"
                                : seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }

    public static String since(Instant from, Instant now) {
        return from == null ? NONE : duration(Duration.between(from, now));
    }

    /** In decimal units, as stores count. */
    public static String bytes(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double size = bytes;
        int unit = 0;
        while (size >= 999.5 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || size >= 99.5 ? "%.0f %s" : "%.1f %s", size, units[unit]);
    }

    public static String number(double number) {
        return String.format(Locale.ROOT, "%,.1f", number).replaceFirst("\\.0$", "");
    }

    /** With two digits, as bills have it. */
    public static String money(BigDecimal amount, String currency) {
        return String.format(Locale.ROOT, "%,.2f %s", amount, currency);
    }

    /** The name of a field of the JSON forms in words, such as {@code Request id}. */
    public static String words(String name) {
        String words = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** JSON over several lines; what is no JSON as it is. What a terminal or a browser would act upon is an escape. */
    public static String json(String text) {
        String shown;
        try {
            shown = JSON.readTree(text).toPrettyString();
        } catch (JsonProcessingException e) {
            shown = text;
        }
        return shown.lines().map(LogText::json).collect(Collectors.joining("\n"));
    }

    /** For a path or a parameter of an address. */
    public static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
