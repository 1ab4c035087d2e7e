package io.transcoder.lint;

import io.transcoder.lint.model.Placeholders;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.Trees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What holds for every file that is shipped, beyond the rules that hold for everybody's. Each gives its violations, one line
 * each, with the file first.
 */
public final class HouseRules {
    private final List<RouteFile> files;

    public HouseRules(Collection<RouteFile> files) {
        this.files = List.copyOf(files);
    }

    /** A Kamelet's routes are made at each call, and an id would be there twice. */
    public List<String> kameletStepsWithId() {
        List<String> found = new ArrayList<>();
        for (RouteFile kamelet : kamelets()) {
            kamelet.steps().stream()
                    .filter(step -> !step.id().isBlank())
                    .forEach(step -> found.add(kamelet.name() + ": step " + step.id() + " has an id"));
        }
        return found;
    }

    /** Files that call each other, however many are between them, and those that lead to them. Kamelets are not followed. */
    public List<String> circlesAmongFiles() {
        Map<String, String> fileOf = new HashMap<>();
        files.forEach(file -> file.routes().forEach(route -> fileOf.put(route.directName(), file.name())));
        Map<String, Set<String>> calls = new TreeMap<>();
        for (RouteFile file : files) {
            Set<String> called = file.steps().stream()
                    .filter(step -> !step.direct().isEmpty())
                    .map(step -> fileOf.getOrDefault(step.direct(), file.name()))
                    .filter(other -> !other.equals(file.name()))
                    .collect(Collectors.toCollection(TreeSet::new));
            calls.put(file.name(), called);
        }
        // whatever calls nobody, or only those without a circle, is in none
        while (calls.values().removeIf(Set::isEmpty)) {
            calls.values().forEach(called -> called.retainAll(calls.keySet()));
        }
        return calls.entrySet().stream()
                .map(entry -> entry.getKey() + ": calls " + entry.getValue())
                .toList();
    }

    public List<String> badKameletProperties() {
        List<String> found = new ArrayList<>();
        for (RouteFile kamelet : kamelets()) {
            for (String about : List.of("title", "description")) {
                if (Trees.isBlank(kamelet.at("spec", "definition").get(about))) {
                    found.add(kamelet.name() + ": has no " + about);
                }
            }
            kamelet.kameletProperties().forEach((name, property) -> {
                for (String about : List.of("title", "description", "type")) {
                    if (Trees.isBlank(Trees.map(property).get(about))) {
                        found.add(kamelet.name() + ": property " + name + " has no " + about);
                    }
                }
                boolean required = kamelet.kameletRequired().contains(name);
                if (required == Trees.map(property).containsKey("default")) {
                    found.add(
                            kamelet.name() + ": property " + name + " is neither required nor has a default, or both");
                }
                List<String> choices = kamelet.kameletChoices(name.toString());
                for (String about : List.of("default", "example")) {
                    Object value = Trees.map(property).get(about);
                    if (!choices.isEmpty() && value != null && !choices.contains(value.toString())) {
                        found.add(kamelet.name() + ": the " + about + " of property " + name + " is not in its enum");
                    }
                }
            });
            for (Object name : kamelet.kameletRequired()) {
                if (!kamelet.kameletProperties().containsKey(name)) {
                    found.add(kamelet.name() + ": the required property " + name + " is not declared");
                }
            }
        }
        return found;
    }

    /** What an editor shows of a Kamelet: its picture, its group, and who made it. */
    public List<String> kameletsUnlikeTheOthers() {
        List<String> found = new ArrayList<>();
        for (String shown : List.of("kamelet.icon", "kamelet.group", "provider")) {
            String key = "camel.apache.org/" + shown;
            String first = kamelets().isEmpty() ? "" : annotation(kamelets().get(0), key);
            for (RouteFile kamelet : kamelets()) {
                String own = annotation(kamelet, key);
                if (own.isBlank() || !own.equals(first)) {
                    found.add(kamelet.name() + ": has " + (own.isBlank() ? "no " : "another ") + key);
                }
            }
        }
        return found;
    }

    private static String annotation(RouteFile kamelet, String key) {
        return Trees.text(kamelet.at("metadata", "annotations"), key);
    }

    public List<String> kameletPropertiesWithoutUse() {
        List<String> found = new ArrayList<>();
        for (RouteFile kamelet : kamelets()) {
            Set<String> used = new HashSet<>();
            Trees.texts(kamelet.at("spec", "template"), text -> used.addAll(Placeholders.keys(text)));
            kamelet.kameletProperties().keySet().stream()
                    .filter(name -> !used.contains(name.toString()))
                    .forEach(name -> found.add(kamelet.name() + ": property " + name + " is not used"));
        }
        return found;
    }

    /** A route has to fit on a screen; a Kamelet is a file of its own, with all its parameters. */
    public List<String> longRoutes(long most, long mostOfKamelet) {
        List<String> found = new ArrayList<>();
        for (RouteFile file : files) {
            long allowed = file.isKamelet() ? mostOfKamelet : most;
            for (String entry : file.text().split("(?m)^(?=- )")) {
                long lines = entry.lines().count();
                if (lines > allowed) {
                    found.add(file.name() + ": " + lines + " lines from '"
                            + entry.lines()
                                    .limit(2)
                                    .collect(Collectors.joining(" "))
                                    .strip() + "' on, more than " + allowed);
                }
            }
        }
        return found;
    }

    private List<RouteFile> kamelets() {
        return files.stream().filter(RouteFile::isKamelet).toList();
    }
}
