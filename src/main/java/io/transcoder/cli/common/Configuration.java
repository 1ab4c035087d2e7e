package io.transcoder.cli.common;

import io.transcoder.config.ConfigurationException;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Problem;
import io.transcoder.config.Setting;
import io.transcoder.config.SettingsCheck;
import io.transcoder.lint.model.RouteFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The configuration in force, from the file, the JVM's properties and the environment. */
public record Configuration(Path file, Map<String, String> effective) {
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "\\{(?:\\{\\??|(?<=\\$\\{)(?:properties|value|tree|variableOf|input|output|codecConfig|condition|filter):)([A-Za-z0-9.-]+)");

    /** @throws ConfigurationException where the file can't be read */
    public static Configuration load(Path file) {
        Map<String, String> system = new HashMap<>();
        System.getProperties().stringPropertyNames().forEach(key -> system.put(key, System.getProperty(key)));
        return new Configuration(file, EffectiveProperties.load(file, system, System.getenv()));
    }

    /** @throws ConfigurationException with a line for each fault */
    public void require() {
        refuse(problems());
    }

    public List<Problem> problems() {
        return SettingsCheck.check(effective, keysInRoutes());
    }

    /** As {@link #require}, where secrets may be absent. */
    public void requireWithoutSecrets() {
        refuse(SettingsCheck.checkWithoutSecrets(effective, keysInRoutes()));
    }

    private static void refuse(List<Problem> problems) {
        problems.stream()
                .filter(problem -> !problem.isError())
                .map(Problem::line)
                .forEach(System.err::println);
        String errors = problems.stream()
                .filter(Problem::isError)
                .map(Problem::line)
                .collect(Collectors.joining(System.lineSeparator()));
        if (!errors.isEmpty()) {
            throw new ConfigurationException(errors);
        }
    }

    public Path routes() {
        return Path.of(effective.get(Setting.ROUTES_DIRECTORY.key()));
    }

    private Set<String> keysInRoutes() {
        if (!Files.isDirectory(routes())) {
            throw new ConfigurationException(Setting.ROUTES_DIRECTORY.key() + ": there is no directory " + routes()
                    + "; start in the directory that holds it, or name it");
        }
        try {
            Set<String> keys = new HashSet<>();
            RouteFolder.files(routes())
                    .values()
                    .forEach(yaml ->
                            PLACEHOLDER.matcher(text(yaml)).results().forEach(found -> keys.add(found.group(1))));
            return keys;
        } catch (UncheckedIOException e) {
            // as for one file; of no key can be said then that no route uses it
            return effective.keySet();
        }
    }

    /** What is wrong with a file is said where the routes are loaded: most commands load none, and a pause must not wait for its mend. */
    private static String text(Path yaml) {
        try {
            return new String(Files.readAllBytes(yaml), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
