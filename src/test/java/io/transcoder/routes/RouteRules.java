package io.transcoder.routes;

import io.transcoder.config.Setting;
import io.transcoder.routes.Steps.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.support.PatternHelper;

/** What holds for every file of routes and every Kamelet. Each rule gives its violations, one line each, with the file first. */
final class RouteRules {
    /** Without the receipt handle a message is never deleted. The others only show that a pattern takes the family. */
    private static final List<String> SQS_HEADERS =
            List.of("CamelAwsSqsReceiptHandle", "CamelAwsSqsMessageId", "CamelAwsSqsAttributes");

    private static final Pattern CALL = Pattern.compile("(direct|kamelet):([^?]+).*");
    private static final Set<String> BUILT_IN_KAMELETS = Set.of("source", "sink");

    private final List<RouteFile> files;

    RouteRules(Collection<RouteFile> files) {
        this.files = List.copyOf(files);
    }

    List<String> routesWithoutIdOrDescription() {
        List<String> found = new ArrayList<>();
        for (RouteFile file : routeFiles()) {
            for (String kind : List.of("route", "routeConfiguration")) {
                for (Map<?, ?> route : Steps.entries(file, kind)) {
                    if (isBlank(route.get("id"))) {
                        found.add(file.name() + ": a " + kind + " without an id");
                    }
                    if (isBlank(route.get("description"))) {
                        found.add(file.name() + ": " + kind + " " + route.get("id") + " has no description");
                    }
                }
            }
        }
        return found;
    }

    /** A Kamelet's steps need none: its routes are made at each call, and an id would be there twice. */
    List<String> stepsWithoutId() {
        return ofSteps(routeFiles(), step -> step.id().isBlank() ? "a step '" + step.kind() + "' has no id" : null);
    }

    List<String> kameletStepsWithId() {
        return ofSteps(kamelets(), step -> step.id().isBlank() ? null : "step " + step.id() + " has an id");
    }

    /** Over all files, as Camel wants it, and routes and steps apart from each other. */
    List<String> idsUsedTwice() {
        List<String> found = new ArrayList<>();
        Map<String, String> seen = new HashMap<>();
        for (RouteFile file : routeFiles()) {
            List<String> ids = new ArrayList<>();
            for (String kind : List.of("route", "routeConfiguration")) {
                for (Map<?, ?> route : Steps.entries(file, kind)) {
                    ids.add(kind + " " + route.get("id"));
                    ids.add("step " + Steps.asMap(route.get("from")).get("id"));
                }
            }
            Steps.of(file).forEach(step -> ids.add("step " + step.id()));
            for (String id : ids) {
                String before = id.equals("step null") || id.equals("step ") ? null : seen.put(id, file.name());
                if (before != null) {
                    found.add(file.name() + ": " + id + " is in " + before + " too");
                }
            }
        }
        return found;
    }

    List<String> undeclaredKeys() {
        List<String> found = new ArrayList<>();
        for (RouteFile file : files) {
            Set<?> parameters = file.kameletProperties().keySet();
            Object template = file.isKamelet() ? file.at("spec", "template") : file.tree();
            Steps.texts(template, text -> Placeholders.keys(text).stream()
                    .filter(key -> !parameters.contains(key))
                    .filter(key -> Setting.ofKey(key).isEmpty())
                    .forEach(key -> found.add(file.name() + ": {{" + key + "}} is declared nowhere")));
            Steps.texts(file.at("spec", "definition"), text -> Placeholders.keys(text).stream()
                    .filter(key -> Setting.ofKey(key).isEmpty())
                    .forEach(key -> found.add(file.name() + ": {{" + key + "}} in the definition is no setting")));
        }
        return found;
    }

    List<String> directCallsToNothing() {
        Set<String> there = consumed();
        return calls("direct").entrySet().stream()
                .filter(call -> !there.contains(call.getKey()))
                .map(call -> call.getValue() + ": direct:" + call.getKey() + " does not exist")
                .sorted()
                .toList();
    }

    /** @param calledByJava the names behind {@code direct:} that only Java calls */
    List<String> directRoutesThatNobodyCalls(Set<String> calledByJava) {
        Set<String> called = calls("direct").keySet();
        List<String> found = new ArrayList<>();
        for (String name : consumed()) {
            if (!called.contains(name) && !calledByJava.contains(name)) {
                found.add("nobody calls direct:" + name);
            }
        }
        calledByJava.stream()
                .filter(name -> !consumed().contains(name))
                .forEach(name -> found.add("direct:" + name + ", which Java calls, does not exist"));
        return found;
    }

    List<String> kameletCallsToNothing() {
        Set<String> there = new HashSet<>(BUILT_IN_KAMELETS);
        kamelets().forEach(kamelet -> there.add(kamelet.stem()));
        return calls("kamelet").entrySet().stream()
                .filter(call -> !there.contains(call.getKey()))
                .map(call -> call.getValue() + ": kamelet:" + call.getKey() + " does not exist")
                .sorted()
                .toList();
    }

    List<String> kameletsThatNobodyCalls() {
        Set<String> called = calls("kamelet").keySet();
        return kamelets().stream()
                .filter(kamelet -> !called.contains(kamelet.stem()))
                .map(kamelet -> kamelet.name() + ": nobody calls it")
                .toList();
    }

    List<String> kameletsOfAnotherName() {
        return kamelets().stream()
                .filter(kamelet -> !kamelet.stem().equals(kamelet.at("metadata").get("name")))
                .map(kamelet ->
                        kamelet.name() + ": is named " + kamelet.at("metadata").get("name"))
                .toList();
    }

    List<String> badKameletProperties() {
        List<String> found = new ArrayList<>();
        for (RouteFile kamelet : kamelets()) {
            for (String about : List.of("title", "description")) {
                if (isBlank(kamelet.at("spec", "definition").get(about))) {
                    found.add(kamelet.name() + ": has no " + about);
                }
            }
            kamelet.kameletProperties().forEach((name, property) -> {
                for (String about : List.of("title", "description", "type")) {
                    if (isBlank(Steps.asMap(property).get(about))) {
                        found.add(kamelet.name() + ": property " + name + " has no " + about);
                    }
                }
                boolean required = kamelet.kameletRequired().contains(name);
                if (required == Steps.asMap(property).containsKey("default")) {
                    found.add(
                            kamelet.name() + ": property " + name + " is neither required nor has a default, or both");
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

    List<String> kameletPropertiesWithoutUse() {
        List<String> found = new ArrayList<>();
        for (RouteFile kamelet : kamelets()) {
            Set<String> used = new HashSet<>();
            Steps.texts(kamelet.at("spec", "template"), text -> used.addAll(Placeholders.keys(text)));
            kamelet.kameletProperties().keySet().stream()
                    .filter(name -> !used.contains(name.toString()))
                    .forEach(name -> found.add(kamelet.name() + ": property " + name + " is not used"));
        }
        return found;
    }

    List<String> badKameletCalls() {
        Map<String, RouteFile> byName = new HashMap<>();
        kamelets().forEach(kamelet -> byName.put(kamelet.stem(), kamelet));
        List<String> found = new ArrayList<>();
        for (RouteFile file : files) {
            for (Step step : Steps.of(file)) {
                RouteFile kamelet = byName.get(step.text("uri").replaceFirst("^kamelet:", ""));
                if (kamelet == null || !step.text("uri").startsWith("kamelet:")) {
                    continue;
                }
                for (Object name : step.parameters().keySet()) {
                    if (!kamelet.kameletProperties().containsKey(name)) {
                        found.add(file.name() + ": step " + step.id() + " gives " + name + ", which " + kamelet.stem()
                                + " does not take");
                    }
                }
                for (Object name : kamelet.kameletRequired()) {
                    if (!step.parameters().containsKey(name)) {
                        found.add(file.name() + ": step " + step.id() + " lacks " + name + ", which " + kamelet.stem()
                                + " requires");
                    }
                }
            }
        }
        return found;
    }

    /** Options belong into {@code parameters}, where a form shows them and nothing has to be escaped. */
    List<String> addressesWithQuery() {
        return ofSteps(files, step -> step.text("uri").contains("?") ? step.text("uri") + " has a query" : null);
    }

    /** @param exceptions the most lines of the files that may be longer, by their name */
    List<String> longFiles(long most, Map<String, Long> exceptions) {
        List<String> found = new ArrayList<>();
        for (RouteFile file : files) {
            long allowed = exceptions.getOrDefault(file.name(), most);
            if (file.lines() > allowed) {
                found.add(file.name() + ": " + file.lines() + " lines, more than " + allowed);
            } else if (exceptions.containsKey(file.name()) && file.lines() <= most) {
                found.add(file.name() + ": " + file.lines() + " lines need no exception any more");
            }
        }
        return found;
    }

    List<String> removalsOfSqsHeaders() {
        return ofSteps(files, step -> {
            boolean takes =
                    switch (step.kind()) {
                        case "removeHeaders" ->
                            SQS_HEADERS.stream()
                                    .anyMatch(header -> PatternHelper.matchPattern(header, step.text("pattern"))
                                            && (step.text("excludePattern").isEmpty()
                                                    || !PatternHelper.matchPattern(
                                                            header, step.text("excludePattern"))));
                        case "removeHeader" -> step.text("name").startsWith("CamelAwsSqs");
                        default -> false;
                    };
            return takes ? "step " + step.id() + " takes headers of SQS away" : null;
        });
    }

    private interface Rule {
        /** What is wrong with the step, or null. */
        String violation(Step step);
    }

    private static List<String> ofSteps(List<RouteFile> files, Rule rule) {
        List<String> found = new ArrayList<>();
        for (RouteFile file : files) {
            for (Step step : Steps.of(file)) {
                String violation = rule.violation(step);
                if (violation != null) {
                    found.add(file.name() + ": " + violation);
                }
            }
        }
        return found;
    }

    /** What is called by this scheme, and by which file. */
    private Map<String, String> calls(String scheme) {
        Map<String, String> calls = new HashMap<>();
        for (RouteFile file : files) {
            Steps.texts(Steps.withoutFromUri(file.entries()), text -> {
                Matcher call = CALL.matcher(text);
                if (call.matches() && call.group(1).equals(scheme)) {
                    calls.put(call.group(2), file.name());
                }
            });
        }
        return calls;
    }

    private Set<String> consumed() {
        Set<String> names = new TreeSet<>();
        for (RouteFile file : files) {
            for (Map<?, ?> route : Steps.entries(file, "route")) {
                Matcher from = CALL.matcher(
                        String.valueOf(Steps.asMap(route.get("from")).get("uri")));
                if (from.matches() && from.group(1).equals("direct")) {
                    names.add(from.group(2));
                }
            }
        }
        return names;
    }

    private List<RouteFile> routeFiles() {
        return files.stream().filter(file -> !file.isKamelet()).toList();
    }

    private List<RouteFile> kamelets() {
        return files.stream().filter(RouteFile::isKamelet).toList();
    }

    private static boolean isBlank(Object value) {
        return value == null || value.toString().isBlank();
    }
}
