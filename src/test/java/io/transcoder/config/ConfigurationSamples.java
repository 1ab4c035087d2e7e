package io.transcoder.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A value other than the default, and malformed ones, for each kind of setting. */
final class ConfigurationSamples {
    private ConfigurationSamples() {}

    static Map<String, String> required() {
        return new HashMap<>(Map.of(
                "source.bucket", "the-sources", "output.bucket", "the-outputs", "bitmovin.api-key", "k3y-of-the-api"));
    }

    static String another(Setting setting) {
        ValueType kind = setting.type();
        if (setting == Setting.SECRETS_DIRECTORY) {
            return "src/test";
        } else if (kind == ValueType.BUCKET) {
            return "other.bucket-2";
        } else if (kind == ValueType.SIZE) {
            return "3GB";
        } else if (kind == ValueType.AMOUNT) {
            return "0.0234";
        } else if (kind == ValueType.CURRENCY) {
            return "EUR";
        } else if (kind == ValueType.PREFIX || kind == ValueType.PREFIX_OR_EMPTY) {
            return "other/" + setting.name() + "/";
        } else if (kind == ValueType.SUFFIX) {
            return ".other.mp4";
        } else if (kind == ValueType.REGEX) {
            return ".*_other[.]mp4";
        } else if (kind == ValueType.QUEUE) {
            return "http://localhost:9324/000000000000/" + setting.name();
        } else if (kind.expectation().startsWith("a duration")) {
            return "1h30m";
        } else if (kind.expectation().matches("a (whole number|port) .*")) {
            return "7";
        } else if (kind == ValueType.URL) {
            return "http://localhost:4566/base";
        } else if (kind == ValueType.RECEIVER) {
            return "https://user:s3cret@receiver.example:8443/hooks/a?token=b%20c";
        } else if (kind == ValueType.SIGNING_KEY) {
            return "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        } else if (kind == ValueType.EVENTS) {
            return "failed, drift";
        } else if (kind == ValueType.PROXY) {
            return "http://user:s3cret@proxy.example:3128";
        } else if (kind.expectation().startsWith("one of ")) {
            return lastWord(kind);
        }
        if (kind == ValueType.PAIRS) {
            return "Authorization=Bearer a=b,X-Other=中";
        } else if (kind == ValueType.SHARES) {
            return "mp4=3, xdcam-stereo-mp4=1";
        }
        return kind == ValueType.WORDS ? "beans, groovy" : "other text, 中";
    }

    static List<String> malformed(ValueType kind) {
        if (kind == ValueType.BUCKET) {
            return List.of("no", "a..b", "-begins", "ends-", "10.0.0.1", "s3://bucket", "sp ace");
        } else if (kind == ValueType.REGEX) {
            return List.of("(", "[a", "*.mp4");
        } else if (kind == ValueType.AMOUNT) {
            return List.of("2 cents", "-1", ".5", "1.", "1,5", "1e3");
        } else if (kind == ValueType.CURRENCY) {
            return List.of("eur", "EURO", "€");
        } else if (kind == ValueType.RECEIVER) {
            return List.of(
                    "http://receiver.example/hook",
                    "http://localhost.example/hook",
                    "ftp://localhost/hook",
                    "https:///hook",
                    "https://receiver.example/a b",
                    "https://receiver.example/?a b",
                    "https://receiver.example/?a=%2",
                    "https://receiver.example/#part",
                    "receiver.example");
        } else if (kind == ValueType.SIGNING_KEY) {
            return List.of(
                    "too short",
                    "a-text-of-23-characters",
                    "whsec_MfKQ9r8GKYqrTwjU",
                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!");
        } else if (kind == ValueType.EVENTS) {
            return List.of("other", "failed,", "failed, Held", "held failed");
        } else if (kind == ValueType.SIZE) {
            return List.of("3", "GB", "0GB", "3 GB", "-1GB", "1.5TB", "3gb");
        } else if (kind == ValueType.PREFIX || kind == ValueType.PREFIX_OR_EMPTY) {
            return List.of("in", "/in/", "in//", "/", "i\nn/");
        } else if (kind == ValueType.SUFFIX) {
            return List.of("/x.mp4", "a\tb");
        } else if (kind == ValueType.QUEUE) {
            return List.of("two words", "events.fifo", "http://localhost/0/events.fifo", "ftp://host/queue");
        } else if (kind.expectation().startsWith("a duration")) {
            return List.of("2", "0", "-5s", "5 s", "1s1h", "PT5S", "s", "366d", "soon", "9999999999s", "5S");
        } else if (kind.expectation().matches("a (whole number|port) .*")) {
            return List.of(
                    "-1", "1.5", "ten", "0x7", Long.toString(Long.parseLong(lastWord(kind)) + 1), "9999999999", "7 7");
        } else if (kind == ValueType.URL) {
            return List.of(
                    "localhost:4566",
                    "ftp://host",
                    "http://",
                    "http://a b",
                    "https://user:s3cret@host",
                    "https://host/?key=1",
                    "https://host/#top",
                    "/v1");
        } else if (kind == ValueType.PROXY) {
            return List.of(
                    "http://proxy", "https://proxy:443", "socks5://proxy:1080", "http://proxy:0", "http://p:1/x");
        } else if (kind.expectation().startsWith("one of ")) {
            return List.of("yes", "VERIFIED", "TEXT");
        }
        if (kind == ValueType.PAIRS) {
            return List.of("name", "=value", "a=b,", "a b=c", "a=b\nc");
        } else if (kind == ValueType.SHARES) {
            return List.of("mp4", "mp4=", "mp4=0", "mp4=-1", "mp4=1.5", "mp4=x", "mp4=3,", "=3");
        } else if (kind == ValueType.WORDS) {
            return List.of("a b", "Beans", ",a", "a;b");
        }
        return List.of("two\nlines", "a\u0000b");
    }

    private static String lastWord(ValueType kind) {
        return kind.expectation().substring(kind.expectation().lastIndexOf(' ') + 1);
    }
}
