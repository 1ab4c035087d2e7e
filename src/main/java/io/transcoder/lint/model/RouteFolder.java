package io.transcoder.lint.model;

import io.transcoder.config.Durations;
import io.transcoder.config.ResultPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A folder of routes and the configuration that goes with it: everything that the rules look at. */
public final class RouteFolder {
    /** Stands for the configuration in a {@link Finding}, whatever its file is called. */
    public static final String PROPERTIES = "application.properties";

    private static final Pattern LOADED =
            Pattern.compile("(engine/)?[^/]+\\.camel\\.yaml|kamelets/[^/]+\\.kamelet\\.yaml");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([\\w.-]+)(?::([^{}]*))?}}");

    private final List<RouteFile> files;
    private final Map<String, UnreadableFileException> unreadable;
    private final List<String> notLoaded;
    private final Map<String, String> properties;
    private final Pattern resultPattern;
    private final List<Route> routes;
    private final List<Step> steps;
    private final Map<String, RouteFile> kamelets = new HashMap<>();
    private final Map<String, Route> directs = new HashMap<>();
    private final Set<String> called = new HashSet<>();

    /**
     * @param unreadable files by their names, and why
     * @param notLoaded the names of other YAML files, which Camel passes over
     * @param properties every key's value in force
     */
    public RouteFolder(
            List<RouteFile> files,
            Map<String, UnreadableFileException> unreadable,
            List<String> notLoaded,
            Map<String, String> properties) {
        this.files = List.copyOf(files);
        this.unreadable = Map.copyOf(unreadable);
        this.notLoaded = List.copyOf(notLoaded);
        this.properties = Map.copyOf(properties);
        this.resultPattern = Pattern.compile(ResultPattern.of(properties));
        routes = files.stream().flatMap(file -> file.routes().stream()).toList();
        steps = files.stream().flatMap(file -> file.steps().stream()).toList();
        kamelets().forEach(kamelet -> kamelets.put(kamelet.stem(), kamelet));
        routes.forEach(route -> directs.putIfAbsent(route.directName(), route));
        directs.remove("");
        steps.forEach(step -> called.add(step.direct()));
    }

    /** @throws UncheckedIOException where the folder can't be read */
    public static RouteFolder read(Path folder, Map<String, String> properties) {
        List<RouteFile> files = new ArrayList<>();
        Map<String, UnreadableFileException> unreadable = new HashMap<>();
        List<String> notLoaded = new ArrayList<>();
        files(folder).forEach((name, path) -> {
            if (isLoaded(name)) {
                try {
                    files.add(RouteFile.of(name, Files.readString(path)));
                } catch (UnreadableFileException e) {
                    unreadable.put(name, e);
                } catch (CharacterCodingException e) {
                    unreadable.put(name, new UnreadableFileException(1, "is not UTF-8"));
                } catch (IOException e) {
                    unreadable.put(name, new UnreadableFileException(1, "can't be read: " + e));
                }
            } else {
                notLoaded.add(name);
            }
        });
        return new RouteFolder(files, unreadable, notLoaded, properties);
    }

    /**
     * All YAML files by their names below the folder. A folder mounted from a Kubernetes ConfigMap is of links into folders
     * that begin with a dot.
     *
     * @throws UncheckedIOException where the folder can't be read
     */
    public static SortedMap<String, Path> files(Path folder) {
        var files = new TreeMap<String, Path>();
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(path).toString().replace('\\', '/');
                if ((name.endsWith(".yaml") || name.endsWith(".yml")) && !("/" + name).contains("/.")) {
                    files.put(name, path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** Whether Camel reads a file of this name below the folder. */
    public static boolean isLoaded(String name) {
        return LOADED.matcher(name).matches();
    }

    public List<RouteFile> files() {
        return files;
    }

    public Map<String, UnreadableFileException> unreadable() {
        return unreadable;
    }

    public List<String> notLoaded() {
        return notLoaded;
    }

    public Map<String, String> properties() {
        return properties;
    }

    public Pattern resultPattern() {
        return resultPattern;
    }

    public List<RouteFile> routeFiles() {
        return files.stream().filter(RouteFile::isRoutes).toList();
    }

    public List<RouteFile> kamelets() {
        return files.stream().filter(RouteFile::isKamelet).toList();
    }

    public Optional<RouteFile> kamelet(String name) {
        return Optional.ofNullable(kamelets.get(name));
    }

    public List<Route> routes() {
        return routes;
    }

    public List<Step> steps() {
        return steps;
    }

    /** Every step, and where each route takes its messages from. */
    public List<Step> endpoints() {
        Stream<Step> sources = routes.stream().filter(Route::takesMessages).map(Route::from);
        return Stream.concat(steps.stream(), sources).toList();
    }

    /** The route behind {@code direct:name}. */
    public Optional<Route> direct(String name) {
        return Optional.ofNullable(directs.get(name));
    }

    /** Routes that are begun from outside: by a queue, a timer, Java, or by a failure. */
    public List<Route> entries() {
        return routes.stream()
                .filter(route -> !route.file().isKamelet())
                .filter(route -> route.directName().isEmpty() || !called.contains(route.directName()))
                .toList();
    }

    /** The route, and every route that it calls, be it by way of others. */
    public Set<Route> reachedFrom(Route route) {
        Set<Route> reached = new LinkedHashSet<>();
        reach(route, reached);
        return reached;
    }

    private void reach(Route route, Set<Route> reached) {
        if (reached.add(route)) {
            route.allSteps().forEach(step -> direct(step.direct()).ifPresent(called -> reach(called, reached)));
        }
    }

    /** The steps of the Kamelet that the step calls; none where it calls none. */
    public List<Step> stepsOfKamelet(Step call) {
        return kamelet(call.kamelet()).map(RouteFile::steps).orElse(List.of());
    }

    /** Whether the step calls a Kamelet or a route that ends in the HTTP call to the encoder, and is not one itself. */
    public boolean callsBitmovin(Step step) {
        return !step.file().isKamelet()
                && Stream.concat(Stream.of(step), stepsOfKamelet(step).stream())
                        .anyMatch(call -> call.direct().equals("bitmovin"));
    }

    /** The text with the values of its keys, as far as they are known. */
    public String resolved(Object text) {
        return PLACEHOLDER
                .matcher(String.valueOf(text))
                .replaceAll(found -> Matcher.quoteReplacement(properties.getOrDefault(
                        found.group(1), found.group(2) == null ? found.group() : found.group(2))));
    }

    /** A parameter of the Kamelet that the step calls, with the Kamelet's default, its keys resolved. */
    public String parameter(Step call, String name) {
        Object given = call.parameters().get(name);
        Object standard = kamelet(call.kamelet())
                .map(kamelet -> Trees.map(kamelet.kameletProperties().get(name)).get("default"))
                .orElse(null);
        Object value = given == null ? standard : given;
        return value == null ? "" : resolved(value);
    }

    /**
     * How long one call to Bitmovin may last: the timeouts of all tries and the waits between them, by the error configuration of the
     * routes that tries longest.
     */
    public Duration longestCall() {
        Duration timeout = Durations.parse(resolved("{{bitmovin.timeout}}")).orElse(Duration.ofMinutes(1));
        return steps.stream()
                .map(step -> Trees.map(step.body().get("redeliveryPolicy")))
                .map(policy -> {
                    int retries = number(policy.get("maximumRedeliveries"));
                    long wait = number(policy.get("maximumRedeliveryDelay"));
                    return timeout.multipliedBy(retries + 1L).plusMillis(wait * retries);
                })
                .max(Comparator.naturalOrder())
                .orElse(timeout);
    }

    private int number(Object value) {
        String text = resolved(value);
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    /**
     * The values that the steps of routes give a parameter of the Kamelets that they call; without what only a run can resolve.
     *
     * @param parameter such as {@code codecConfig}
     */
    public Set<String> named(String parameter) {
        return steps.stream()
                .filter(step -> !step.kamelet().isEmpty())
                .map(step -> parameter(step, parameter))
                .filter(name -> !name.isEmpty() && !name.contains("{{") && !name.contains("${"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
