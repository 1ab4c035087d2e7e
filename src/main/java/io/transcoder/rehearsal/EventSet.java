package io.transcoder.rehearsal;

import io.transcoder.config.ConfigurationException;
import io.transcoder.config.Setting;
import io.transcoder.config.Shipped;
import io.transcoder.upload.S3EventWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the events of S3 that a rehearsal plays. A file has one event, or with the ending {@code .jsonl} one a line; {@code
 * {{key}}} in them is a key of the configuration.
 */
public final class EventSet {
    /** @param name the file, with the line where it has several */
    public record Event(String name, String body) {}

    private static final Pattern KEY = Pattern.compile("\\{\\{([\\w.-]+)}}");
    private static final Pattern PREFIX = Pattern.compile("profile\\.(?:(.+)\\.)?source-prefix");

    private EventSet() {}

    /** One of every kind that S3 sends, and an upload below each source prefix of the configuration. */
    public static List<Event> samples(Map<String, String> effective) {
        List<Event> events = new ArrayList<>();
        Shipped.yaml("sample-events.yaml")
                .forEach((name, text) -> events.add(event(name.toString(), text.toString(), effective)));
        new TreeMap<>(effective).forEach((key, prefix) -> {
            if (PREFIX.matcher(key).matches()) {
                events.add(new Event(key, upload(effective, prefix + "VX-100.mxf", 1_000_000, "e1", null)));
            }
        });
        return events;
    }

    /** The event of an upload to the source bucket of the configuration. */
    public static String upload(Map<String, String> effective, String key, long size, String eTag, String versionId) {
        return new S3EventWriter(effective.get(Setting.AWS_REGION.key()))
                .put(effective.get(Setting.SOURCE_BUCKET.key()), key, size, eTag, versionId, Rehearsal.TIME);
    }

    /** @throws ConfigurationException where there is no such file, or no event in it */
    public static List<Event> of(Path place, Map<String, String> effective) {
        if (!Files.exists(place)) {
            throw new ConfigurationException("--events: there is no " + place);
        }
        List<Event> events = new ArrayList<>();
        try (Stream<Path> all = Files.walk(place)) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .filter(file -> file.equals(place) || file.toString().matches(".*\\.jsonl?"))
                    .sorted()
                    .toList();
            for (Path file : files) {
                events.addAll(read(file, effective));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (events.isEmpty()) {
            throw new ConfigurationException("--events: there is no event in " + place + ", no *.json and no *.jsonl");
        }
        return events;
    }

    private static List<Event> read(Path file, Map<String, String> effective) throws IOException {
        String name = file.getFileName().toString();
        if (!name.endsWith(".jsonl")) {
            return List.of(event(name, Files.readString(file), effective));
        }
        List<Event> events = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int line = 1; line <= lines.size(); line++) {
            if (!lines.get(line - 1).isBlank()) {
                events.add(event(name + ":" + line, lines.get(line - 1), effective));
            }
        }
        return events;
    }

    private static Event event(String name, String text, Map<String, String> effective) {
        return new Event(name, filled(text, effective));
    }

    /** With the values of the configuration for its <code>{{key}}</code>. */
    public static String filled(String text, Map<String, String> effective) {
        return KEY.matcher(text)
                .replaceAll(key -> Matcher.quoteReplacement(effective.getOrDefault(key.group(1), key.group())));
    }
}
