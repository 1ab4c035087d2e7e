package io.transcoder.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files that each hold the value of the property they are named after, such as {@code bitmovin.api-key}: the form in which
 * Kubernetes, Docker and systemd hand secrets to a process, and which Camel's cloud properties have.
 */
final class SecretFiles {
    private SecretFiles() {}

    /**
     * Only files that are named like one of our keys are read; white space around a value is no part of it.
     *
     * @return empty where there is no such directory, of which {@link SettingsCheck} tells
     * @throws ConfigurationException if a file of it cannot be read; never shows a value
     */
    static Map<String, String> read(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Map.of();
        }
        Map<String, String> values = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String key = file.getFileName().toString();
                if (Setting.ofKey(key).isPresent() || Families.isClosed(key) || key.startsWith(Families.PROFILE)) {
                    values.put(key, value(file));
                }
            }
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
        return values;
    }

    private static String value(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ConfigurationException unreadable(Path path, IOException e) {
        return new ConfigurationException(
                Setting.SECRETS_DIRECTORY.key() + ": " + path + " cannot be read ("
                        + e.getClass().getSimpleName() + ")",
                e);
    }
}
