package io.transcoder.setup;

import io.transcoder.config.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of Bitmovin's resources that the routes hold, those of integrators' own profiles included. */
final class ProfileNames {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([A-Za-z0-9.-]+)\\s*}}");

    private final Path routes;
    private final Map<String, String> effective;

    ProfileNames(Map<String, String> effective) {
        this.routes = Path.of(effective.get(Setting.ROUTES_DIRECTORY.key()));
        this.effective = effective;
    }

    /** @param parameter of a Kamelet, such as {@code codecConfig}; what only a run can resolve is left out */
    Set<String> of(String parameter) {
        Pattern line = Pattern.compile("(?m)^\\s*" + parameter + ":\\s*(['\"]?)(.*?)\\1\\s*(?:#.*)?$");
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(routes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                line.matcher(Files.readString(file)).results().forEach(found -> names.add(resolved(found.group(2))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        names.removeIf(name -> name.isEmpty() || name.contains("{{") || name.contains("${"));
        return names;
    }

    private String resolved(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(effective.getOrDefault(found.group(1), found.group())));
    }
}
