package io.transcoder.lint;

import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The variables of the routes as a page for people: who sets each, and who reads it. */
final class VariablesPage {
    private static final String HEAD = """
            # Variables of the routes

            A message's way is steered by variables of its exchange. Each is below with the routes, Kamelets and Java classes that set it
            or take it away, and those that read it. A class reads what it has as a parameter. A Kamelet's parameter may name a variable
            too, and its steps read that one. `encoding` is what a profile has built so far, and `{streamId}` in a call is its last stream.
            A profile may be picked by `head`, too. This page is made from the routes and the code.

            | variable | set by | read by |
            |---|---|---|
            """;

    private static final Pattern IN_EXPRESSION = Pattern.compile("\\$\\{variable\\.([A-Za-z]+)");
    private static final Pattern IN_CALL = Pattern.compile("/\\{([A-Za-z]+)}");
    private static final Pattern READ_IN_JAVA = Pattern.compile("(?:@Variable|getVariable)\\(\\s*\"([A-Za-z]+)\"");
    private static final Pattern SET_IN_JAVA = Pattern.compile("(?:set|remove)Variable\\(\\s*\"([A-Za-z]+)\"");

    /** Of more Kamelets only the number is said. */
    private static final int FEW = 2;

    private final SortedMap<String, Set<String>> setters = new TreeMap<>();
    private final SortedMap<String, Set<String>> readers = new TreeMap<>();

    VariablesPage(List<RouteFile> files, Path sources) {
        for (RouteFile file : files) {
            for (Route route : file.routes()) {
                String who = file.isKamelet() ? file.stem() : route.id();
                route.allSteps().forEach(step -> look(step, who));
            }
        }
        try (Stream<Path> all = Files.walk(sources)) {
            for (Path source : all.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                String text = Files.readString(source);
                String who = source.getFileName().toString().replace(".java", "");
                SET_IN_JAVA.matcher(text).results().forEach(found -> put(setters, found.group(1), who));
                READ_IN_JAVA.matcher(text).results().forEach(found -> put(readers, variable(found.group(1)), who));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return HEAD
                + Stream.concat(setters.keySet().stream(), readers.keySet().stream())
                        .sorted()
                        .distinct()
                        .map(name ->
                                "| `" + name + "` | " + names(setters, name) + " | " + names(readers, name) + " |\n")
                        .collect(Collectors.joining());
    }

    Set<String> set() {
        return setters.keySet();
    }

    Set<String> read() {
        return readers.keySet();
    }

    private void look(Step step, String who) {
        Stream<String> received = Stream.of(step.text("variableReceive")).filter(name -> !name.isEmpty());
        Stream<String> removed =
                Stream.of(step.text("name")).filter(name -> step.kind().equals("removeVariable"));
        Stream.of(step.variablesSet().keySet().stream(), received, removed)
                .flatMap(names -> names)
                .filter(name -> !name.contains("{{"))
                .forEach(name -> put(setters, name, who));
        Stream.of(step.text("variableSend")).filter(name -> !name.isEmpty()).forEach(name -> put(readers, name, who));
        for (Pattern pattern : List.of(IN_EXPRESSION, IN_CALL)) {
            pattern.matcher(step.own().toString())
                    .results()
                    .forEach(found -> put(readers, variable(found.group(1)), who));
        }
    }

    /** The last stream is in the encoding. */
    private static String variable(String name) {
        return name.equals("streamId") ? "encoding" : name;
    }

    private static void put(SortedMap<String, Set<String>> uses, String name, String who) {
        uses.computeIfAbsent(name, absent -> new TreeSet<>()).add(who);
    }

    private static String names(SortedMap<String, Set<String>> uses, String name) {
        Set<String> all = uses.getOrDefault(name, Set.of());
        List<String> kamelets =
                all.stream().filter(who -> who.endsWith("-action")).toList();
        Stream<String> others = all.stream().filter(who -> !who.endsWith("-action"));
        return (kamelets.size() > FEW
                        ? Stream.concat(others.map(VariablesPage::code), Stream.of(kamelets.size() + " Kamelets"))
                        : all.stream().map(VariablesPage::code))
                .collect(Collectors.joining(", "));
    }

    private static String code(String who) {
        return "`" + who + "`";
    }
}
