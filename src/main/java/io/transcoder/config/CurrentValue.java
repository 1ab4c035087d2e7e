package io.transcoder.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The value of a secret, which may change while the application runs: where it came from a file of {@code secrets.directory}, the
 * file is read again at each use. What is set otherwise takes precedence over that file, and stays as it is.
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
        file = settings.find(Setting.SECRETS_DIRECTORY)
                .map(directory -> Path.of(directory, setting.key()))
                .filter(candidate -> read(candidate).filter(value::equals).isPresent())
                .orElse(null);
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
