package io.transcoder.upload;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes texts that are events, almost events or nothing of the kind. The same random numbers give the same texts. */
final class EventMutator {

    private static final int NOISE_LIMIT = 64 * 1024;
    private static final Pattern FIELD = Pattern.compile("\"[A-Za-z0-9-]+\":");
    private static final Pattern VALUE = Pattern.compile("(?<=:)(\"(?:[^\"\\\\]|\\\\.)*+\"|-?[0-9]+)");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "-0",
            "1.0",
            "1e5",
            "1e999999999",
            "-1e-999999999",
            "9223372036854775807",
            "9223372036854775808",
            "9".repeat(999),
            "9".repeat(1001),
            "\"\"",
            "\"null\"",
            "\"\\\"\\\"\"",
            "[]",
            "{}",
            "[[]]",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\"%\"",
            "\"%e2%82%ac\"",
            "\"+\"",
            "\"a/\"",
            "\"2.6\"",
            "\"aws:s3\"",
            "\"ObjectCreated:Put\"",
            "\"Object Created\"",
            "\"Notification\"",
            "\"s3:TestEvent\"",
            "\"{\\\"Records\\\":[]}\"",
            "\"000\"",
            "\"fF00\"",
            "\"2026-11-24T06:00:00+99:99\"",
            "\"+1000000000-12-31T23:59:59Z\"",
            "NaN",
            "'x'",
            "\"" + "x".repeat(1024) + "\"",
            "\"" + "%C3%BC".repeat(512) + "\"",
            "\"" + "x".repeat(1025) + "\"");

    private static final List<String> PIECES = List.of(
            "%",
            "%4",
            "%zz",
            "%ff",
            "%C3",
            "%C3%A9",
            "%ED%A0%80",
            "%F0%9F%98%80",
            "%00",
            "%0D%0A",
            "+",
            "%2B",
            "%252B",
            "\ud83d",
            "\udc00",
            "\ud83d\ude00",
            "\u0000",
            "\uFEFF",
            "\u2028",
            "\\",
            "\\u",
            "\\ud83d",
            "\\u0000",
            "\"",
            "'",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\n",
            " ",
            "/*x*/",
            "é",
            "..",
            "${x}",
            "{{x}}",
            "\\n",
            "null",
            "-",
            "1e9");

    private static final List<String> KEYS = List.of(
            "in/VX-7.mxf",
            "in/a b+c%d.mxf",
            "in/",
            "\r\n",
            "in/\u65e5\u672c/\ud83d\ude00.mxf",
            "${sys.user.name}",
            "{{bitmovin.api-key}}",
            "\"'\\",
            "x".repeat(1024),
            "../..",
            "\ud83d\ude00".repeat(256),
            "\u0000");

    /** Building an event costs more than reading it. */
    private static final int POOL = 1000;

    private final Random random;
    private final List<String> events;

    EventMutator(Random random) {
        this.random = random;
        events = Stream.generate(this::event).limit(POOL).toList();
    }

    String next() {
        int kind = random.nextInt(1000);
        if (kind < 4) {
            return noise();
        }
        if (kind < 30) {
            return jsonNoise();
        }
        String event = kind < 600 ? mutated(pick(events)) : wrapped(mutated(pick(events)));
        return kind % 50 == 0 ? event : random.nextInt(4) == 0 ? mutated(event) : event;
    }

    private String wrapped(String text) {
        return random.nextInt(3) == 0 ? S3Events.inSns(text) : text;
    }

    private String event() {
        S3Events put = put();
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> put.json();
            case 3 -> S3Events.records(put, put(), put());
            case 4 -> put.sns();
            case 5, 6 -> put.eventBridge();
            case 7 -> S3Events.inSns(S3Events.records(put, put()));
            default -> S3Events.testEvent("sources");
        };
    }

    private S3Events put() {
        S3Events put = S3Events.put("sources", pick(KEYS)).size(random.nextInt(3) * 1000L);
        return switch (random.nextInt(8)) {
            case 0 -> put.versionId("null");
            case 1 -> put.versionId("3HL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY").sequencer(null);
            case 2 -> put.eTag("\"d41d8\"").sequencer(null);
            case 3 -> put.eTag(null).sequencer("00fa0000");
            case 4 -> put.eventName("ObjectRemoved:Delete");
            case 5 -> put.eventName("s3:ObjectCreated:CompleteMultipartUpload").eventTime(null);
            default -> put;
        };
    }

    private String mutated(String text) {
        String mutated = text;
        for (int i = random.nextInt(4); i > 0; i--) {
            mutated = mutatedOnce(mutated);
        }
        return mutated;
    }

    private String mutatedOnce(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int at = random.nextInt(text.length());
        return switch (random.nextInt(14)) {
            case 0 ->
                text.substring(0, at) + (char) (text.charAt(at) ^ 1 << random.nextInt(8)) + text.substring(at + 1);
            case 1 -> text.substring(0, at) + (char) random.nextInt(0x10000) + text.substring(at + 1);
            case 2 -> text.substring(0, at);
            case 3 -> text.substring(0, at) + text.substring(Math.min(text.length(), at + 1 + random.nextInt(40)));
            case 4, 5, 6 -> replaceValue(text, pick(VALUES));
            case 7 -> replaceValue(text, nested());
            case 8 -> duplicateField(text);
            case 9 -> renameField(text);
            case 10 -> insertField(text);
            case 11, 12 -> insertIntoValue(text, pick(PIECES));
            default -> text.substring(0, at) + pick(PIECES) + text.substring(at);
        };
    }

    private String replaceValue(String text, String value) {
        MatchResult found = any(VALUE, text);
        return found == null ? text : text.substring(0, found.start()) + value + text.substring(found.end());
    }

    private String insertIntoValue(String text, String piece) {
        MatchResult found = any(VALUE, text);
        if (found == null) {
            return text;
        }
        int at = found.start() + 1 + random.nextInt(Math.max(1, found.end() - found.start() - 1));
        return text.substring(0, at) + piece + text.substring(at);
    }

    private String duplicateField(String text) {
        MatchResult found = any(FIELD, text);
        return found == null
                ? text
                : text.substring(0, found.start()) + found.group() + pick(VALUES) + "," + text.substring(found.start());
    }

    private String renameField(String text) {
        MatchResult found = any(FIELD, text);
        return found == null ? text : text.substring(0, found.start()) + "\"x\":" + text.substring(found.end());
    }

    private String insertField(String text) {
        MatchResult found = any(FIELD, text);
        String field = "\"new" + random.nextInt(100) + "\":" + (random.nextBoolean() ? pick(VALUES) : nested()) + ",";
        return found == null ? text : text.substring(0, found.start()) + field + text.substring(found.start());
    }

    private String nested() {
        int depth = random.nextInt(50) == 0 ? random.nextInt(20_000) : random.nextInt(40);
        String inner = random.nextBoolean() ? "1" : "";
        return random.nextBoolean()
                ? "[".repeat(depth) + inner + "]".repeat(random.nextInt(20) == 0 ? random.nextInt(depth + 1) : depth)
                : "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
    }

    private String noise() {
        int length = random.nextInt(NOISE_LIMIT);
        StringBuilder noise = new StringBuilder(length);
        int range = random.nextBoolean() ? 0x80 : 0x10000;
        for (int i = 0; i < length; i++) {
            noise.append((char) random.nextInt(range));
        }
        return noise.toString();
    }

    private String jsonNoise() {
        StringBuilder noise = new StringBuilder(random.nextBoolean() ? "{\"Records\":[" : "{");
        for (int i = random.nextInt(60); i > 0; i--) {
            noise.append(pick(random.nextInt(3) == 0 ? VALUES : PIECES));
        }
        return noise.toString();
    }

    private MatchResult any(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        // from a random place on; the rest of the text is not looked at, which keeps long texts cheap
        int from = random.nextInt(text.length());
        return matcher.find(from) || matcher.find(0) ? matcher.toMatchResult() : null;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
