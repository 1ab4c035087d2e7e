package io.transcoder.lint;

import io.transcoder.lint.model.Expression;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Paths;
import io.transcoder.lint.model.Place;
import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Step;
import io.transcoder.lint.model.Trees;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;

/** Rules on calls of the encoder: an encoding starts once, and a failed call is retried as it should be. */
final class CallRules {
    static final String CREATE = "bitmovin-create-encoding-action";
    private static final String PROFILES = "profiles";

    /** The condition under which a call of a profile may be made again. */
    private static final String HAD_NO_EFFECT = "call-had-no-effect";

    /** What admission has read. */
    private static final String CLAIM_OF_DECISION = "${variable.decision.claim}";

    /** What is done in the place of steps that failed. */
    private static final Set<String> INSTEAD = Set.of("doCatch", "onFallback");

    private static final OptionCheck NO_RETRIES = new OptionCheck(
            "", "automaticRetriesDisabled", Set.of("", "true")::contains, "automaticRetriesDisabled is not true");

    private CallRules() {}

    static void startWithoutClaim(RouteFolder folder, Findings found) {
        var paths = new Paths<Boolean>(folder, Boolean::logicalAnd, (step, claimed) -> {
            if (!claimed && starts(folder, step)) {
                found.at(step, "is reached without a claim");
            }
            return claimed
                    || step.calls("claims", "claim")
                    || step.variablesSet().values().stream()
                            .anyMatch(set -> set.text().strip().equals(CLAIM_OF_DECISION))
                    || step.calls("ledger", "lastClaim");
        });
        folder.entries().forEach(route -> paths.follow(route, false));
    }

    private static boolean starts(RouteFolder folder, Step step) {
        return isStart(step) || folder.stepsOfKamelet(step).stream().anyMatch(CallRules::isStart);
    }

    private static boolean isStart(Step step) {
        return step.variablesSet().values().stream().anyMatch(set -> set.text().matches("\\s*POST\\s.*/start\\s*"));
    }

    static void callWithoutErrorConfiguration(RouteFolder folder, Findings found) {
        var paths = new Paths<Boolean>(folder, Boolean::logicalAnd, new Paths.Visitor<>() {
            @Override
            public Boolean at(Step step, Boolean covered) {
                if (!covered && folder.callsBitmovin(step)) {
                    found.at(step, "no error configuration is on the way to it");
                }
                return covered || catchesAll(step);
            }

            @Override
            public Boolean entering(Route route, Boolean covered) {
                return covered || route.hasErrorConfiguration();
            }

            @Override
            public Boolean returned(Boolean before, Boolean after) {
                return before;
            }
        });
        folder.entries().forEach(route -> paths.follow(route, false));
    }

    private static boolean catchesAll(Step step) {
        return step.kind().equals("doTry")
                && step.children().stream()
                        .filter(child -> child.kind().equals("doCatch"))
                        .filter(child -> !child.body().containsKey("onWhen"))
                        .anyMatch(child -> child.body().get("exception") instanceof List<?> types
                                && (types.contains("java.lang.Exception") || types.contains("java.lang.Throwable")));
    }

    static void retryBuildsTwice(RouteFolder folder, Findings found) {
        clauses(folder)
                .filter(clause -> isOfProfiles(clause)
                        && repeats(folder, clause.body().get("redeliveryPolicy"))
                        && !askedFor(clause))
                .forEach(clause -> found.at(clause, "repeats calls whose reply was lost"));
        for (Route route : folder.routes()) {
            if (isOfProfiles(route)) {
                handlers(route, (policy, line) -> {
                    if (repeats(folder, policy)) {
                        found.at(route, line, "repeats calls whose reply was lost");
                    }
                });
            }
            boolean builds = builds(route);
            String configuration = route.text("routeConfigurationId");
            if (builds
                    && !route.file().isKamelet()
                    && route.hasErrorConfiguration()
                    && !configuration.equals(PROFILES)) {
                found.at(route, "builds an encoding with the error configuration " + configuration);
            }
            if (!builds && route.hasErrorConfiguration()) {
                route.allSteps().stream()
                        .filter(step -> folder.direct(step.direct()).stream()
                                .flatMap(called -> folder.reachedFrom(called).stream())
                                .anyMatch(CallRules::builds))
                        .forEach(step -> found.at(step, "builds an encoding, and " + route.label() + " repeats it"));
            }
        }
    }

    static boolean builds(Route route) {
        return route.allSteps().stream().anyMatch(step -> step.kamelet().equals(CREATE));
    }

    /** Those that say what follows a failure, of a configuration, a route, or all routes. */
    private static Stream<Place> clauses(RouteFolder folder) {
        return Stream.<Place>concat(folder.routes().stream(), folder.steps().stream())
                .filter(place -> place.kind().equals("onException"));
    }

    private static boolean isOfProfiles(Place place) {
        Route route = place instanceof Step step ? step.route() : (Route) place;
        return builds(route)
                || (route.kind().equals("routeConfiguration") && route.id().equals(PROFILES));
    }

    private static boolean repeats(RouteFolder folder, Object policy) {
        Object maximum = Trees.map(policy).get("maximumRedeliveries");
        return maximum != null && !folder.resolved(maximum).strip().equals("0");
    }

    private static boolean askedFor(Place clause) {
        return Expression.of(Trees.map(clause.body().get("onWhen"))).text().equals(HAD_NO_EFFECT);
    }

    static void failureHandled(RouteFolder folder, Findings found) {
        clauses(folder).forEach(clause -> Stream.of("handled", "continued")
                .filter(clause.body()::containsKey)
                .filter(key ->
                        !Expression.of(Trees.map(clause.body().get(key))).text().equals("false"))
                .forEach(key -> found.at(clause, "has '" + key + "'")));
        ofProfiles(folder)
                .flatMap(route -> route.allSteps().stream())
                .filter(step -> Set.of("doTry", "circuitBreaker").contains(step.kind()))
                .filter(step -> step.children().stream()
                        .anyMatch(child -> !INSTEAD.contains(child.kind()) && orders(folder, child)))
                .flatMap(step -> step.children().stream())
                .filter(child -> INSTEAD.contains(child.kind()))
                .forEach(child -> found.at(child, "takes a failed call away from what the engine does about it"));
    }

    /** What uploads take from the choice of their profile on: routes, and the Kamelets that they call. */
    static Stream<Route> ofProfiles(RouteFolder folder) {
        return choosing(folder)
                .flatMap(route -> folder.reachedFrom(route).stream())
                .flatMap(route -> Stream.concat(
                        Stream.of(route),
                        route.allSteps().stream()
                                .flatMap(step -> folder.stepsOfKamelet(step).stream())
                                .map(Step::route)))
                .distinct();
    }

    /** The route that chooses a profile, and the profiles, which nobody may have chosen yet. */
    private static Stream<Route> choosing(RouteFolder folder) {
        return Stream.concat(
                folder.direct("profile").stream(), folder.routes().stream().filter(CallRules::builds));
    }

    static void stopUncounted(RouteFolder folder, Findings found) {
        // without a strategy the parts of a split give no result, so that a stop ends one part alone
        var paths = new Paths<Boolean>(folder, Boolean::logicalAnd, (step, counted) -> {
            if (!counted && stops(folder, step)) {
                found.at(step, "ends an upload that nobody has counted");
            }
            return counted
                    || step.calls("counters", "noProfile")
                    || step.calls("counters", "leftOut")
                    || step.kind().equals("split")
                            && step.text("aggregationStrategy").isEmpty();
        });
        choosing(folder).forEach(route -> paths.follow(route, false));
    }

    private static boolean stops(RouteFolder folder, Step step) {
        return Stream.concat(Stream.of(step), folder.stepsOfKamelet(step).stream())
                .anyMatch(inner -> inner.kind().equals("stop"));
    }

    /** Whether something in the step, or in what it calls, tells the encoder what to do, and does not only ask it. */
    static boolean orders(RouteFolder folder, Step step) {
        return Stream.concat(Stream.of(step), step.allSteps().stream())
                .flatMap(inner -> Stream.concat(
                        Stream.of(inner),
                        folder.direct(inner.direct()).stream()
                                .flatMap(called -> folder.reachedFrom(called).stream())
                                .flatMap(route -> route.allSteps().stream())))
                .flatMap(inner -> Stream.concat(Stream.of(inner), folder.stepsOfKamelet(inner).stream()))
                .anyMatch(inner -> inner.direct().equals("bitmovin") && !onlyAsks(inner.route()));
    }

    private static boolean onlyAsks(Route route) {
        List<String> calls = route.allSteps().stream()
                .map(step -> step.variablesSet().get("call"))
                .filter(Objects::nonNull)
                .map(Expression::text)
                .toList();
        return !calls.isEmpty() && calls.stream().allMatch(call -> call.strip().startsWith("GET "));
    }

    static void redeliveryWithoutMaximum(RouteFolder folder, Findings found) {
        String text = "a redelivery policy without a maximum";
        clauses(folder)
                .filter(clause -> clause.body().containsKey("retryWhile"))
                .forEach(clause -> found.at(clause, "retryWhile has no maximum"));
        folder.steps().stream()
                .filter(step -> isEndless(folder, step.body().get("redeliveryPolicy")))
                .forEach(step -> found.at(step, text));
        for (Route route : folder.routes()) {
            handlers(route, (policy, line) -> {
                if (isEndless(folder, policy)) {
                    found.at(route, line, text);
                }
            });
        }
    }

    /** The redelivery policies of a route's or a configuration's error handlers, or of one for all routes, and their lines. */
    private static void handlers(Route route, ObjIntConsumer<Object> each) {
        Map<?, ?> handler = route.kind().equals("errorHandler") ? route.body() : Map.of();
        Map<?, ?> errorHandler = Trees.map(route.body().get("errorHandler"));
        for (Map<?, ?> one : List.of(handler, errorHandler)) {
            route.file().yaml().entries(one, (key, value, line) -> {
                if (key.equals("redeliveryPolicy")) {
                    each.accept(value, line);
                }
            });
        }
    }

    private static boolean isEndless(RouteFolder folder, Object policy) {
        if (policy == null) {
            return false;
        }
        Object maximum = Trees.map(policy).get("maximumRedeliveries");
        return maximum == null || folder.resolved(maximum).strip().startsWith("-");
    }

    static void httpRetries(RouteFolder folder, Findings found) {
        folder.properties().forEach((key, value) -> {
            String plain = key.replace("-", "").toLowerCase(Locale.ROOT);
            if (plain.matches("camel\\.component\\.https?\\.automaticretriesdisabled") && !value.equals("true")) {
                found.at(RouteFolder.PROPERTIES, 1, key + " is not true");
            }
        });
        NO_RETRIES.look(folder, found);
    }

    static void openBreakerGoesOn(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            Object throwing = Trees.map(step.body().get("resilience4jConfiguration"))
                    .get("throwExceptionWhenHalfOpenOrOpenState");
            if (step.kind().equals("circuitBreaker") && !"true".equals(String.valueOf(throwing))) {
                found.at(step, "goes on without an exception when it is open");
            }
        }
    }

    static void deadLetterChannelSwallows(RouteFolder folder, Findings found) {
        for (Route route : folder.routes()) {
            route.file().yaml().entries(route.body(), (key, value, line) -> {
                if (key.equals("deadLetterChannel")) {
                    found.at(route, line, "counts what fails as handled");
                }
            });
        }
    }
}
