package io.transcoder.lint;

import io.transcoder.bitmovin.CodecSettings;
import io.transcoder.bitmovin.StreamCondition;
import io.transcoder.lint.model.Expression;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Paths;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Step;
import io.transcoder.lint.model.Trees;
import io.transcoder.lint.model.UnreadableFileException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules on Kamelets: how they describe themselves, and how steps call them. */
final class KameletRules {
    private static final Set<String> BUILT_IN_KAMELETS = Set.of("source", "sink");
    /** What makes the steps in it more than once. */
    private static final Set<String> REPEATING = Set.of("loop", "split");

    private KameletRules() {}

    static void unknownKamelet(RouteFolder folder, Findings found) {
        Set<String> there = new HashSet<>(BUILT_IN_KAMELETS);
        folder.kamelets().forEach(kamelet -> there.add(kamelet.stem()));
        folder.steps().stream()
                .filter(step -> !step.kamelet().isEmpty() && !there.contains(step.kamelet()))
                .forEach(step -> found.at(step, "kamelet:" + step.kamelet() + " does not exist"));
    }

    static void kameletCall(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            folder.kamelet(step.kamelet()).ifPresent(kamelet -> {
                step.parameters().keySet().stream()
                        .filter(name -> !kamelet.kameletProperties().containsKey(name))
                        .forEach(name ->
                                found.at(step, "gives " + name + ", which " + kamelet.stem() + " does not take"));
                kamelet.kameletRequired().stream()
                        .filter(name -> !step.parameters().containsKey(name))
                        .forEach(name -> found.at(step, "lacks " + name + ", which " + kamelet.stem() + " requires"));
            });
        }
    }

    static void kameletValue(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            folder.kamelet(step.kamelet())
                    .ifPresent(kamelet -> step.parameters().forEach((name, given) -> {
                        String value = folder.resolved(given);
                        if (isOpen(value)) {
                            return;
                        }
                        List<String> choices = kamelet.kameletChoices(name);
                        if (!choices.isEmpty() && !choices.contains(value)) {
                            String all = String.join(", ", choices);
                            found.at(step, "gives " + name + " the value " + value + ", and not one of " + all);
                        }
                        String fault = fault(name, value);
                        if (!fault.isEmpty()) {
                            found.at(step, "gives " + name + " a wrong value: " + fault);
                        }
                    }));
        }
    }

    /** Of what the encoder would refuse or, worse, leave out; empty where nothing is wrong. */
    private static String fault(String parameter, String value) {
        try {
            if (parameter.equals("condition")) {
                StreamCondition.of(value);
            } else if (parameter.equals("codecConfig") && CodecSettings.isForm(value)) {
                CodecSettings.of(Trees.map(RouteFile.of(parameter, value).tree()));
            }
            return "";
        } catch (IllegalArgumentException | UnreadableFileException e) {
            return e.getMessage();
        }
    }

    /** Whether it has a property without a value, or something that each message brings. */
    private static boolean isOpen(String value) {
        return value.contains("{{") || value.contains("${");
    }

    static void kameletName(RouteFolder folder, Findings found) {
        for (RouteFile kamelet : folder.kamelets()) {
            Map<?, ?> metadata = kamelet.at("metadata");
            if (!kamelet.stem().equals(metadata.get("name"))) {
                found.at(kamelet.name(), kamelet.yaml().line(metadata, "name"), "is named " + metadata.get("name"));
            }
        }
    }

    static void orphanKamelet(RouteFolder folder, Findings found) {
        Set<String> called = folder.steps().stream().map(Step::kamelet).collect(Collectors.toSet());
        folder.kamelets().stream()
                .filter(kamelet -> !called.contains(kamelet.stem()) && !kamelet.isOfCatalogue())
                .forEach(kamelet -> found.at(kamelet.routes().get(0), 1, "nobody calls it"));
    }

    /**
     * What may be known of the calls on a way through a Kamelet.
     *
     * @param again whether the way may come back here
     */
    private record Calls(boolean asksNext, boolean ordered, boolean again) {
        Calls or(Calls other) {
            return new Calls(asksNext && other.asksNext, ordered || other.ordered, again && other.again);
        }
    }

    static void kameletCallsTwice(RouteFolder folder, Findings found) {
        var paths = new Paths<Calls>(folder, Calls::or, new Paths.Visitor<>() {
            @Override
            public Calls at(Step step, Calls before) {
                boolean calls = step.direct().equals("bitmovin");
                boolean orders =
                        calls ? !before.asksNext() : !step.kamelet().isEmpty() && CallRules.orders(folder, step);
                if (calls && before.ordered() || orders && (before.ordered() || before.again())) {
                    found.at(step, "is a second call, after whose failure the first is made again");
                }
                Expression call = step.variablesSet().get("call");
                return new Calls(
                        call == null ? before.asksNext() : call.text().strip().startsWith("GET "),
                        before.ordered() || orders,
                        before.again() || REPEATING.contains(step.kind()));
            }

            @Override
            public Calls returned(Calls before, Calls after) {
                return new Calls(before.asksNext(), after.ordered(), before.again());
            }
        });
        folder.kamelets().stream()
                .flatMap(kamelet -> kamelet.routes().stream())
                .forEach(route -> paths.follow(route, new Calls(false, false, false)));
    }
}
