package io.transcoder.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One file of routes or one Kamelet, as the rules look at it.
 *
 * @param name without its folders
 * @param tree what the YAML says, in maps, lists and scalars
 */
record RouteFile(String name, String text, Object tree) {
    static final Path DIRECTORY = Path.of("routes");

    private static final String ROUTES = ".camel.yaml";
    private static final String KAMELET = ".kamelet.yaml";

    static RouteFile of(String name, String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new RouteFile(name, text, new Yaml(new SafeConstructor(options)).load(text));
    }

    /** Every file that this repository ships. */
    static List<RouteFile> shipped() {
        List<RouteFile> files = new ArrayList<>();
        for (Path directory : List.of(DIRECTORY, DIRECTORY.resolve("kamelets"))) {
            try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "*.yaml")) {
                for (Path path : paths) {
                    files.add(of(path.getFileName().toString(), Files.readString(path)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        files.sort(Comparator.comparing(RouteFile::name));
        return files;
    }

    boolean isKamelet() {
        return name.endsWith(KAMELET);
    }

    boolean isRoutes() {
        return name.endsWith(ROUTES);
    }

    /** The name without its ending, which is what a Kamelet is called by. */
    String stem() {
        return name.substring(0, name.length() - (isKamelet() ? KAMELET : ROUTES).length());
    }

    /** The routes as a list, in the form of a file of routes; a Kamelet's template is the one route in it. */
    List<?> entries() {
        if (!isKamelet()) {
            return tree instanceof List<?> list ? list : List.of();
        }
        return List.of(Map.of("route", at("spec", "template")));
    }

    /** The map at a path of keys, empty where there is none. */
    Map<?, ?> at(String... path) {
        Object at = tree;
        for (String key : path) {
            at = at instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return at instanceof Map<?, ?> map ? map : Map.of();
    }

    Map<?, ?> kameletProperties() {
        return at("spec", "definition", "properties");
    }

    List<?> kameletRequired() {
        return at("spec", "definition").get("required") instanceof List<?> list ? list : List.of();
    }

    long lines() {
        return text.lines().count();
    }
}
