package io.transcoder.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks a configuration without the network, and lists all mistakes, so that an operator sees them at once. */
public final class SettingsCheck {
    private static final ResourceBundle TEXTS = ResourceBundle.getBundle("setting-problems");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{.*}}");
    private static final Pattern WHOLE = Pattern.compile("\\{\\{(?:(?!\\{\\{|}}).)*}}");
    private static final List<Setting> NEEDED_EARLIER = List.of(
            Setting.AWS_ACCESS_KEY,
            Setting.AWS_SECRET_KEY,
            Setting.HTTP_PROXY,
            Setting.HTTP_PROXY_PASSWORD,
            Setting.NOTIFY_URL);
    private static final int SHOWN = 60;
    private static final Duration SHORTEST_ORPHAN = Duration.ofHours(1);

    private final Map<String, String> effective;
    private final List<Problem> problems = new ArrayList<>();

    private SettingsCheck(Map<String, String> effective) {
        this.effective = effective;
    }

    /**
     * @param effective from {@link EffectiveProperties#of}
     * @param keysThatRoutesUse the names in the routes' <code>{{…}}</code>
     * @return what is wrong, in the order of the settings; empty if nothing is
     */
    public static List<Problem> check(Map<String, String> effective, Set<String> keysThatRoutesUse) {
        return new SettingsCheck(effective).all(keysThatRoutesUse, true);
    }

    /** As {@link #check}, but no secret need be there: for judging a configuration on a machine that must not know them. */
    public static List<Problem> checkWithoutSecrets(Map<String, String> effective, Set<String> keysThatRoutesUse) {
        return new SettingsCheck(effective).all(keysThatRoutesUse, false);
    }

    private List<Problem> all(Set<String> keysThatRoutesUse, boolean secretsNeeded) {
        for (Setting setting : Setting.values()) {
            checkValue(setting, secretsNeeded);
        }
        for (String key : new TreeSet<>(effective.keySet())) {
            checkKey(key, keysThatRoutesUse);
        }
        if (secretsNeeded) {
            checkBoth(Setting.AWS_ACCESS_KEY, Setting.AWS_SECRET_KEY);
            checkBeside(Setting.HTTP_PROXY_PASSWORD, Setting.HTTP_PROXY_USER);
            checkBoth(Setting.BITMOVIN_BUCKET_ACCESS_KEY, Setting.BITMOVIN_BUCKET_SECRET_KEY);
            checkBoth(Setting.VIDISPINE_BUCKET_ACCESS_KEY, Setting.VIDISPINE_BUCKET_SECRET_KEY);
        }
        checkSecretsDirectory(secretsNeeded);
        checkBoth(Setting.PRICE_PER_MINUTE, Setting.PRICE_CURRENCY);
        if (value(Setting.VIDISPINE_ON_FAILURE).equals("abort")) {
            Stream.of(
                            Setting.VIDISPINE_URL,
                            Setting.VIDISPINE_USER,
                            Setting.VIDISPINE_PASSWORD,
                            Setting.VIDISPINE_SHAPE_TAG)
                    .filter(setting -> secretsNeeded || !setting.isSecret())
                    .forEach(setting -> checkBeside(Setting.VIDISPINE_ON_FAILURE, setting));
        }
        List.of(Setting.BITMOVIN_URL, Setting.VIDISPINE_URL, Setting.TRACING_ENDPOINT)
                .forEach(this::checkPlainHttp);
        checkQueues();
        checkPlaces();
        checkBounds();
        return List.copyOf(problems);
    }

    private void checkValue(Setting setting, boolean secretsNeeded) {
        String value = value(setting);
        if (value.isEmpty()) {
            if (setting.isRequired() && (secretsNeeded || !setting.isSecret())) {
                error(setting, "required", setting.meaning(), setting.environmentName());
            }
        } else if (setting.isSecret() && VaultReference.in(value).isPresent()) {
            if (NEEDED_EARLIER.contains(setting)) {
                error(setting, "not-in-a-vault", setting.environmentName());
            } else if (!setting.accepts(value)) {
                error(setting, "malformed", "the default", setting.type().expectation());
            }
        } else if (setting.isSecret() && value.startsWith("{{aws:")) {
            error(setting, "no-reference");
        } else if (PLACEHOLDER.matcher(value).find()) {
            error(setting, "placeholder", shown(setting, value), setting.environmentName());
        } else if (!setting.type().accepts(value)) {
            error(setting, "malformed", shown(setting, value), setting.type().expectation());
        }
    }

    private void checkKey(String key, Set<String> keysThatRoutesUse) {
        boolean isSecret = Setting.ofKey(key).filter(Setting::isSecret).isPresent();
        if (!isSecret && !key.startsWith("camel.") && hasLooseBraces(effective.get(key))) {
            problems.add(Problem.error(printable(key), text("loose-braces")));
        }
        if (Setting.ofKey(key).isPresent()) {
            return;
        }
        if (Families.isClosed(key)) {
            problems.add(Problem.error(printable(key), text("unknown-key", nearest(key))));
        } else if (key.startsWith(Families.PROFILE) && !keysThatRoutesUse.contains(key)) {
            problems.add(Problem.warning(printable(key), text("unused-key", nearest(key))));
        }
    }

    private static boolean hasLooseBraces(String value) {
        String rest = value;
        for (String before = ""; !before.equals(rest); ) {
            before = rest;
            rest = WHOLE.matcher(rest).replaceAll("");
        }
        return rest.contains("{{") || rest.contains("}}");
    }

    private void checkBoth(Setting one, Setting other) {
        checkBeside(one, other);
        checkBeside(other, one);
    }

    private void checkBeside(Setting given, Setting other) {
        if (!value(given).isEmpty() && value(other).isEmpty()) {
            error(other, "alone", given.key());
        }
    }

    private void checkSecretsDirectory(boolean secretsNeeded) {
        String directory = value(Setting.SECRETS_DIRECTORY);
        if (!directory.isEmpty() && ValueType.TEXT.accepts(directory) && !Files.isDirectory(Path.of(directory))) {
            String text = text("no-directory", printable(directory));
            String key = Setting.SECRETS_DIRECTORY.key();
            problems.add(secretsNeeded ? Problem.error(key, text) : Problem.warning(key, text));
        }
    }

    private void checkPlainHttp(Setting setting) {
        if (value(setting).startsWith("http://")
                && setting.type().accepts(value(setting))
                && !ValueType.isLoopback(URI.create(value(setting)))
                && !value(Setting.SECRETS_PLAIN_HTTP).equals("true")) {
            error(setting, "in-the-clear", shown(setting, value(setting)));
        }
    }

    private void checkQueues() {
        if (value(Setting.QUEUE_EVENTS).equals(value(Setting.QUEUE_DEAD_LETTERS))) {
            error(Setting.QUEUE_DEAD_LETTERS, "same-queue");
        }
        List.of(Setting.QUEUE_EVENTS, Setting.QUEUE_DEAD_LETTERS).forEach(queue -> {
            if (value(Setting.NOTIFY_QUEUE).equals(value(queue))) {
                error(Setting.NOTIFY_QUEUE, "queue-of-uploads", queue.key());
            }
        });
    }

    /** What we write must not come back as an upload, and the ledger's expiry must not reach outputs. */
    private void checkPlaces() {
        for (Setting sources : List.of(Setting.PROFILE_SOURCE_PREFIX, Setting.PROFILE_XDCAM_SOURCE_PREFIX)) {
            checkApart(sources, Setting.OUTPUT_BUCKET, Setting.PROFILE_OUTPUT_PREFIX, "outputs");
            checkApart(sources, Setting.JOBS_BUCKET, Setting.JOBS_PREFIX, "the ledger");
        }
        if (overlap(Setting.OUTPUT_BUCKET, Setting.PROFILE_OUTPUT_PREFIX, Setting.JOBS_BUCKET, Setting.JOBS_PREFIX)) {
            if (value(Setting.PROFILE_OUTPUT_PREFIX).startsWith(value(Setting.JOBS_PREFIX))) {
                error(Setting.PROFILE_OUTPUT_PREFIX, "outputs-expire", shownPrefix(Setting.JOBS_PREFIX));
            } else {
                error(Setting.JOBS_PREFIX, "ledger-among-outputs", shownPrefix(Setting.PROFILE_OUTPUT_PREFIX));
            }
        }
    }

    private void checkApart(Setting sources, Setting bucket, Setting prefix, String what) {
        if (overlap(Setting.SOURCE_BUCKET, sources, bucket, prefix)) {
            error(prefix, "overlap", sources.key(), shownPrefix(prefix), shownPrefix(sources), what);
        }
    }

    /** Narrower than what the application can do; a malformed value has its own message. */
    private void checkBounds() {
        String value = value(Setting.ORPHANS_AFTER);
        if (Setting.ORPHANS_AFTER.type().accepts(value)
                && Durations.parse(value).orElseThrow().compareTo(SHORTEST_ORPHAN) < 0) {
            error(
                    Setting.ORPHANS_AFTER,
                    "too-soon",
                    shown(Setting.ORPHANS_AFTER, value),
                    Durations.format(SHORTEST_ORPHAN));
        }
    }

    private boolean overlap(Setting oneBucket, Setting onePrefix, Setting otherBucket, Setting otherPrefix) {
        String one = value(onePrefix);
        String other = value(otherPrefix);
        return !value(oneBucket).isEmpty()
                && value(oneBucket).equals(value(otherBucket))
                && (one.startsWith(other) || other.startsWith(one));
    }

    private void error(Setting setting, String problem, Object... values) {
        problems.add(Problem.error(setting.key(), text(problem, values)));
    }

    /** @param problem the key of the text among the resources */
    private static String text(String problem, Object... values) {
        return TEXTS.getString(problem).formatted(values);
    }

    private String value(Setting setting) {
        return effective.getOrDefault(setting.key(), "");
    }

    private String shownPrefix(Setting setting) {
        return value(setting).isEmpty() ? "the whole bucket" : "'" + printable(value(setting)) + "'";
    }

    /** A URL may hold a password, which is one of the things that make it malformed. */
    private static String shown(Setting setting, String value) {
        return setting.isSecret() || value.contains("@") ? "the value" : "'" + printable(value) + "'";
    }

    private static String printable(String text) {
        String oneLine = text.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.codePointCount(0, text.length()) > SHOWN ? oneLine + "…" : oneLine;
    }

    private static String nearest(String key) {
        return Nearest.to(key, Arrays.stream(Setting.values()).map(Setting::key).toList())
                .orElseThrow();
    }
}
