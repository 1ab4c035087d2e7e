package io.transcoder.lint;

import io.transcoder.config.Setting;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Placeholders;
import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Rule;
import io.transcoder.lint.model.SchemaCheck;
import io.transcoder.lint.model.Step;
import io.transcoder.lint.model.Trees;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What Camel's schema has against the files, and what has to fit together: names that are called, keys, ids. */
final class StructureRules {
    static final String NOT_YAML = "not-yaml";

    private static final Pattern PROPERTY = Pattern.compile("\\{\\{[^{}]*}}");

    private StructureRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.error(
                        "unknown-field",
                        "Camel stops at it when it starts, or passes over it without a word, as in a Kamelet.",
                        "Write a field that Camel has. The options of an address stand under 'parameters:'.",
                        (folder, found) -> report(SchemaCheck.Fault.UNKNOWN_FIELD, folder, found)),
                Rule.error(
                        "wrong-value",
                        "The start fails, or the step does something else than the file says.",
                        "Give the field what it takes.",
                        (folder, found) -> report(SchemaCheck.Fault.WRONG_VALUE, folder, found)),
                Rule.error(
                        NOT_YAML,
                        "A file that can't be read is not loaded.",
                        "Mend the line; a key may be there once.",
                        StructureRules::notYaml),
                Rule.warning(
                        "not-loaded",
                        "Camel loads *.camel.yaml in the folder and in engine/, and *.kamelet.yaml in kamelets/, and passes over the rest"
                                + " without a word.",
                        "Rename or move the file, or take it away.",
                        (folder, found) -> folder.notLoaded().forEach(name -> found.at(name, 1, "is not loaded"))),
                Rule.warning(
                        "short-form",
                        "Later versions of Camel refuse it, Kaoto rewrites it, and in a query characters have to be escaped.",
                        "Write the long form: '- route:' around 'from:', 'uri:' and 'parameters:' under a step, 'expression:' above"
                                + " the language; quotes around a number that stands for a text, none elsewhere.",
                        StructureRules::shortForm),
                Rule.error(
                        "unknown-direct",
                        "The first message that comes there fails.",
                        "Write the name of a route that is there, or add the route.",
                        StructureRules::unknownDirect),
                Rule.error(
                        "closing-braces",
                        "Camel takes two closing braces together for the end of a property, and does not start.",
                        "Put a space between them: '{scheduling: {priority: 80} }'.",
                        StructureRules::closingBraces),
                Rule.warning(
                        "orphan-route",
                        "A route that nobody calls does nothing, perhaps in the place of one that should.",
                        "Call it, or take it away.",
                        StructureRules::orphanRoute),
                Rule.error(
                        "undeclared-property",
                        "A key without a value stops the start, and one with a default hides a misspelt name.",
                        "Use a key of application.properties, or add one of the family profile. to it.",
                        StructureRules::undeclaredProperty),
                Rule.error(
                        "duplicate-id",
                        "Camel wants ids once over all files, and logs, metrics and dead letters name steps by them.",
                        "Give one of the two another id.",
                        StructureRules::duplicateId),
                Rule.warning(
                        "missing-id",
                        "Camel makes an id up, which changes with every edit, and dead letters name it.",
                        "Give it an id that says what it does.",
                        StructureRules::missingId),
                Rule.warning(
                        "missing-description",
                        "The next reader has to find out what the route is for, and Kaoto shows none.",
                        "Say in one sentence what it does.",
                        StructureRules::missingDescription),
                Rule.warning(
                        "duplicate-description",
                        "One of the two was copied and says what the other does.",
                        "Say what this one does.",
                        StructureRules::duplicateDescription));
    }

    private static void notYaml(RouteFolder folder, Findings found) {
        folder.unreadable().forEach(file -> found.at(file.file(), file.line(), file.why()));
        folder.routeFiles().stream()
                .filter(file -> !(file.tree() instanceof List))
                .forEach(file -> found.at(file.name(), 1, "does not begin with a list of routes, '- route:'"));
    }

    private static void shortForm(RouteFolder folder, Findings found) {
        folder.routes().stream()
                .filter(route -> route.kind().equals("from"))
                .forEach(route -> found.at(route, "a route without '- route:'"));
        folder.endpoints().stream()
                .filter(step -> step.text("uri").contains("?"))
                .forEach(step -> found.at(step, step.text("uri") + " has a query"));
        report(SchemaCheck.Fault.SHORT_FORM, folder, found);
    }

    private static void report(SchemaCheck.Fault fault, RouteFolder folder, Findings found) {
        folder.misfits().stream().filter(misfit -> misfit.fault() == fault).forEach(misfit -> misfit.report(found));
    }

    private static void unknownDirect(RouteFolder folder, Findings found) {
        folder.steps().stream()
                .filter(step ->
                        !step.direct().isEmpty() && folder.direct(step.direct()).isEmpty())
                .forEach(step -> found.at(step, "direct:" + step.direct() + " does not exist"));
    }

    private static void closingBraces(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            step.parameters().forEach((name, value) -> {
                if (withoutProperties(String.valueOf(value)).contains("}}")) {
                    found.at(step, "has two closing braces together in " + name);
                }
            });
        }
    }

    private static String withoutProperties(String text) {
        String rest = PROPERTY.matcher(text).replaceAll("");
        return rest.equals(text) ? text : withoutProperties(rest);
    }

    private static void orphanRoute(RouteFolder folder, Findings found) {
        folder.entries().stream()
                .filter(route -> !route.directName().isEmpty())
                .forEach(route -> found.at(route, "nobody calls direct:" + route.directName()));
    }

    private static void undeclaredProperty(RouteFolder folder, Findings found) {
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
        file.lines().entries(tree, (name, value, line) -> {
            for (Object one : value instanceof List<?> list ? list : List.of(String.valueOf(value))) {
                if (one instanceof String text && (value instanceof String || value instanceof List)) {
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

    private static void duplicateId(RouteFolder folder, Findings found) {
        Map<String, String> seen = new HashMap<>();
        for (Route route : named(folder)) {
            firstOf(seen, route.kind() + " " + route.id(), route.id(), route.file())
                    .ifPresent(before -> found.at(route, "is in " + before + " too"));
        }
        for (Step step : folder.endpoints()) {
            firstOf(seen, "step " + step.id(), step.id(), step.file())
                    .ifPresent(before -> found.at(step, "is in " + before + " too"));
        }
    }

    private static Optional<String> firstOf(Map<String, String> seen, String key, String id, RouteFile file) {
        return id.isBlank() || file.isKamelet()
                ? Optional.empty()
                : Optional.ofNullable(seen.putIfAbsent(key, file.name()));
    }

    /** A Kamelet's steps need none: its routes are made at each call, and an id would be there twice. */
    private static void missingId(RouteFolder folder, Findings found) {
        named(folder).stream().filter(route -> route.id().isBlank()).forEach(route -> found.at(route, "has no id"));
        folder.steps().stream()
                .filter(step -> !step.file().isKamelet() && step.id().isBlank())
                .forEach(step -> found.at(step, "has no id"));
    }

    private static void missingDescription(RouteFolder folder, Findings found) {
        named(folder).stream()
                .filter(route -> Trees.text(route.body(), "description").isBlank())
                .forEach(route -> found.at(route, "has no description"));
    }

    private static void duplicateDescription(RouteFolder folder, Findings found) {
        Map<String, String> seen = new HashMap<>();
        for (Route route : named(folder)) {
            same(seen, Trees.text(route.body(), "description"), route.label())
                    .ifPresent(other -> found.at(route, "has the description of " + other));
        }
        for (Step step : folder.steps()) {
            same(seen, step.text("description"), step.label())
                    .ifPresent(other -> found.at(step, "has the description of " + other));
        }
    }

    private static Optional<String> same(Map<String, String> seen, String text, String label) {
        return text.isBlank() ? Optional.empty() : Optional.ofNullable(seen.putIfAbsent(text, label));
    }

    private static List<Route> named(RouteFolder folder) {
        return folder.routes().stream()
                .filter(route -> Set.of("route", "routeConfiguration", "from").contains(route.kind()))
                .toList();
    }
}
