package io.transcoder.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Works out the configuration in force: the environment takes precedence over JVM properties, these over the file, and the file over
 * the defaults. That is Camel's own order, so that commands and routes never see two values of one key.
 */
public final class EffectiveProperties {
    private static final Pattern SOURCE_PREFIX = Pattern.compile("profile\\.(?:.+\\.)?source-prefix");

    private EffectiveProperties() {}

    /** Under which profiles take sources, those left out that lie under another. */
    public static List<String> sourcePrefixes(Map<String, String> effective) {
        Set<String> all = allSourcePrefixes(effective);
        return all.stream()
                .filter(prefix -> all.stream().noneMatch(other -> !other.equals(prefix) && prefix.startsWith(other)))
                .toList();
    }

    public static Set<String> allSourcePrefixes(Map<String, String> effective) {
        return effective.entrySet().stream()
                .filter(entry -> SOURCE_PREFIX.matcher(entry.getKey()).matches())
                .map(Map.Entry::getValue)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Reads a properties file in UTF-8, with or without a byte order mark; where a key is there twice, the last one counts.
     *
     * @throws ConfigurationException if the file is missing, cannot be read, or is no properties file in UTF-8
     */
    public static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text(file)));
        } catch (NoSuchFileException e) {
            throw new ConfigurationException(
                    file + ": there is no such file; start in the directory of application.properties or give --config"
                            + " FILE",
                    e);
        } catch (CharacterCodingException e) {
            throw new ConfigurationException(file + ": is not UTF-8; save it in that encoding", e);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(file + ": holds a \\u that four hexadecimal digits do not follow", e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    file + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        Map<String, String> read = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> read.put(key, properties.getProperty(key)));
        return read;
    }

    /**
     * As {@link #of}, from a file and, where {@code secrets.directory} names one, from the files of that directory, which beat it.
     *
     * @throws ConfigurationException if the file, or what is in the directory, cannot be read
     */
    public static Map<String, String> load(Path file, Map<String, String> system, Map<String, String> environment) {
        Map<String, String> properties = read(file);
        String secrets = of(properties, system, environment).get(Setting.SECRETS_DIRECTORY.key());
        if (!secrets.isEmpty()) {
            properties.putAll(SecretFiles.read(Path.of(secrets)));
        }
        return of(properties, system, environment);
    }

    /**
     * Every setting (empty where it has no value at all), in {@link Setting}'s order, and all other keys of the file. Other
     * keys of ours that came by -D are there too, so that a misspelt one is noticed.
     *
     * <p>An empty value of a setting means that nothing was set there, except where its {@link ValueType} allows it.
     *
     * @param file the file's properties, see {@link #read}
     * @param system JVM properties
     * @param environment environment variables
     */
    public static Map<String, String> of(
            Map<String, String> file, Map<String, String> system, Map<String, String> environment) {
        Map<String, String> effective = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            effective.put(
                    setting.key(),
                    setting.firstSet(given(setting, file, system, environment), other -> effective.get(other.key())));
        }
        for (String key : otherKeys(file, system)) {
            String beneath = system.getOrDefault(key, file.get(key));
            effective.put(
                    key,
                    environment
                            .getOrDefault(Setting.environmentName(key), beneath)
                            .strip());
        }
        return effective;
    }

    /**
     * What is given for a setting, the best first; null where a place gives nothing. The proxy of the environment and of the JVM, and
     * the endpoints that the SDK would take from them, count where the configuration has none.
     *
     * <p>{@code HTTP_PROXY} is both our name for http.proxy and everybody's for the proxy of plain HTTP: beside an {@code HTTPS_PROXY}
     * it is the latter.
     */
    private static Stream<String> given(
            Setting setting, Map<String, String> file, Map<String, String> system, Map<String, String> environment) {
        Stream<String> ours = Stream.of(
                environment.get(setting.environmentName()), system.get(setting.key()), file.get(setting.key()));
        return switch (setting) {
            case HTTP_PROXY -> {
                String proxy = either(environment, "HTTPS_PROXY");
                String host = system.getOrDefault("https.proxyHost", "");
                yield Stream.concat(
                        proxy == null ? ours : ours.skip(1),
                        Stream.of(
                                proxy,
                                host.isEmpty() ? null : host + ":" + system.getOrDefault("https.proxyPort", "443")));
            }
            case HTTP_NO_PROXY ->
                Stream.concat(ours, Stream.of(either(environment, "NO_PROXY"), system.get("http.nonProxyHosts")));
            case AWS_ENDPOINT ->
                Stream.concat(ours, Stream.of(environment.get("AWS_ENDPOINT_URL"), system.get("aws.endpointUrl")));
            case AWS_S3_ENDPOINT ->
                Stream.concat(ours, Stream.of(environment.get("AWS_ENDPOINT_URL_S3"), system.get("aws.endpointUrlS3")));
            case AWS_SQS_ENDPOINT ->
                Stream.concat(
                        ours, Stream.of(environment.get("AWS_ENDPOINT_URL_SQS"), system.get("aws.endpointUrlSqs")));
            default -> ours;
        };
    }

    /** In capitals or small letters, as the tools of the system differ. */
    private static String either(Map<String, String> environment, String name) {
        String capitals = environment.getOrDefault(name, "");
        String value = capitals.isBlank() ? environment.getOrDefault(name.toLowerCase(Locale.ROOT), "") : capitals;
        return value.isBlank() ? null : value;
    }

    private static Set<String> otherKeys(Map<String, String> file, Map<String, String> system) {
        Set<String> keys = new TreeSet<>(file.keySet());
        system.keySet().stream().filter(Families::isOursAsSystemProperty).forEach(keys::add);
        keys.removeIf(key -> Setting.ofKey(key).isPresent());
        return keys;
    }

    private static String text(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
