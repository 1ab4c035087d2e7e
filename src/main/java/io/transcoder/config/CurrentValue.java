package io.transcoder.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The value of a secret, which may change while the application runs: a file of {@code secrets.directory} is read again at each
 * use. What the environment or a property of the JVM sets takes precedence over that file, and stays as it is.
 */
public final class CurrentValue implements Supplier<String> {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Setting setting;
    private final Path file;
    private String value;
    private boolean isStale;

    /** @throws ConfigurationException if the setting has no value */
    public CurrentValue(Settings settings, Setting setting) {
        this.setting = setting;
        value = settings.text(setting);
        // not by what the file holds: it may have been exchanged since the start, before the first use
        boolean isSetOtherwise = Stream.of(System.getenv(setting.environmentName()), System.getProperty(setting.key()))
                .filter(Objects::nonNull)
                .map(setting.type()::tidy)
                .anyMatch(value::equals);
        file = settings.find(Setting.SECRETS_DIRECTORY)
                .filter(directory -> !isSetOtherwise)
                .map(directory -> Path.of(directory, setting.key()))
                .orElse(null);
        // where it is missing the value was set elsewhere, or the file is just being exchanged
        isStale = file != null && Files.notExists(file);
    }

    /** The last good value where the file is missing, empty or malformed, as it may be while it is exchanged. */
    @Override
    public synchronized String get() {
        if (file == null) {
            return value;
        }
        Optional<String> read = read(file)
                .filter(setting.type()::accepts)
                // a reference to a vault is resolved by a start alone
                .filter(text -> !text.contains("{{"));
        if (read.isEmpty() && !isStale) {
            LOG.warn("{} holds no usable {}; the last one is used on", file, setting.key());
        } else if (read.isPresent() && !read.get().equals(value)) {
            LOG.info("{} has changed, and is used from now on", setting.key());
        }
        isStale = read.isEmpty();
        value = read.orElse(value);
        return value;
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
