package io.transcoder.lint;

import io.transcoder.config.Setting;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Place;
import io.transcoder.lint.model.Placeholders;
import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.SchemaCheck;
import io.transcoder.lint.model.Step;
import io.transcoder.lint.model.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Rules on structure: the files follow Camel's schema, and names that are called, keys and ids fit together. */
final class StructureRules {
    private StructureRules() {}

    static void notYaml(RouteFolder folder, Findings found) {
        folder.unreadable().forEach((name, fault) -> found.at(name, fault.line(), fault.getMessage()));
        folder.routeFiles().stream()
                .filter(file -> !(file.tree() instanceof List))
                .forEach(file -> found.at(file.name(), 1, "does not begin with a list of routes, '- route:'"));
    }

    static void notLoaded(RouteFolder folder, Findings found) {
        folder.notLoaded().forEach(name -> found.at(name, 1, "is not loaded"));
    }

    static void shortForm(RouteFolder folder, Findings found) {
        folder.routes().stream()
                .filter(route -> route.kind().equals("from"))
                .forEach(route -> found.at(route, "a route without '- route:'"));
        folder.endpoints().stream()
                .filter(step -> step.text("uri").contains("?"))
                .forEach(step -> found.at(step, step.text("uri") + " has a query"));
        SchemaCheck.of(SchemaCheck.Fault.SHORT_FORM).look(folder, found);
    }

    static void unknownDirect(RouteFolder folder, Findings found) {
        folder.steps().stream()
                .filter(step ->
                        !step.direct().isEmpty() && folder.direct(step.direct()).isEmpty())
                .forEach(step -> found.at(step, "direct:" + step.direct() + " does not exist"));
    }

    static void orphanRoute(RouteFolder folder, Findings found) {
        folder.entries().stream()
                .filter(route -> !route.directName().isEmpty())
                .forEach(route -> found.at(route, "nobody calls direct:" + route.directName()));
    }

    static void undeclaredProperty(RouteFolder folder, Findings found) {
        for (RouteFile file : folder.files()) {
            Set<?> parameters = file.kameletProperties().keySet();
            if (!file.isKamelet()) {
                undeclared(folder, file, file.tree(), Set.of(), "is declared nowhere", found);
            } else {
                undeclared(folder, file, file.at("spec", "template"), parameters, "is declared nowhere", found);
                undeclared(folder, file, file.at("spec", "definition"), Set.of(), "in the definition is no key", found);
            }
        }
    }

    private static void undeclared(
            RouteFolder folder, RouteFile file, Object tree, Set<?> parameters, String what, Findings found) {
        file.yaml().entries(tree, (name, value, line) -> {
            for (Object one : Trees.items(value)) {
                if (one instanceof String text) {
                    Placeholders.keys(text).stream()
                            .filter(key -> !parameters.contains(key) && !isDeclared(folder, key))
                            .forEach(key -> found.at(file.name(), line, "{{" + key + "}} " + what));
                }
            }
        });
    }

    private static boolean isDeclared(RouteFolder folder, String key) {
        return Setting.ofKey(key).isPresent() || folder.properties().containsKey(key);
    }

    static void duplicateId(RouteFolder folder, Findings found) {
        Map<String, String> seen = new HashMap<>();
        places(folder, folder.endpoints())
                .filter(place -> !place.file().isKamelet() && !place.id().isBlank())
                .forEach(place -> {
                    String kind = place instanceof Step ? "step" : place.kind();
                    String before = seen.putIfAbsent(
                            kind + " " + place.id(), place.file().name());
                    if (before != null) {
                        found.at(place, "is in " + before + " too");
                    }
                });
    }

    /** A Kamelet's steps need none: its routes are made at each call, and an id would be there twice. */
    static void missingId(RouteFolder folder, Findings found) {
        places(folder, folder.steps())
                .filter(place -> !place.file().isKamelet() && place.id().isBlank())
                .forEach(place -> found.at(place, "has no id"));
    }

    static void missingDescription(RouteFolder folder, Findings found) {
        places(folder, List.of())
                .filter(route -> route.text("description").isBlank())
                .forEach(route -> found.at(route, "has no description"));
    }

    static void duplicateDescription(RouteFolder folder, Findings found) {
        Map<String, String> seen = new HashMap<>();
        places(folder, folder.steps())
                .filter(place -> !place.text("description").isBlank())
                .forEach(place -> {
                    String other = seen.putIfAbsent(place.text("description"), place.label());
                    if (other != null) {
                        found.at(place, "has the description of " + other);
                    }
                });
    }

    /** What people name: routes, and the steps given. */
    private static Stream<Place> places(RouteFolder folder, List<Step> steps) {
        Stream<Route> routes = folder.routes().stream()
                .filter(route -> Set.of("route", "routeConfiguration", "from").contains(route.kind()));
        return Stream.concat(routes, steps.stream());
    }
}
