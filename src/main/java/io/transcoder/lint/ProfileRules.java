package io.transcoder.lint;

import io.transcoder.config.Setting;
import io.transcoder.lint.model.Expression;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Paths;
import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Rules on profiles: which outputs they write, and whether the MAM takes them. */
final class ProfileRules {
    /** What a template of per-title becomes is not known before, so nobody looks for it. */
    private static final Pattern MUXING = Pattern.compile("bitmovin-add-(?!per-title-).*muxing-action");

    private static final Pattern DIRECT = Pattern.compile("direct:([\\w.-]+)");
    private static final String BY_PREFIX = "${variable.upload.key} startsWith ";
    private static final String OUTPUT_PREFIX = "outputPrefix";
    private static final String WITH_ACL = "(?s).*\\bacl\\b.*\\bpermission\\b.*";
    /** A source's name as it comes before the suffix, after the item's id that the MAM looks for. */
    private static final String REST_OF_THE_NAME = ".mxf";

    private record Name(String sourcePrefix, String outputPrefix, String suffix) {}

    private ProfileRules() {}

    static void profileWithoutOutput(RouteFolder folder, Findings found) {
        folder.steps().stream()
                .filter(step -> step.kamelet().equals(CallRules.CREATE))
                .filter(step -> muxingSteps(folder, step.route()).isEmpty())
                .forEach(step -> found.at(
                        step,
                        "builds an encoding, and no muxing follows in "
                                + step.route().label()));
    }

    static void profileWithoutName(RouteFolder folder, Findings found) {
        var paths = new Paths<Boolean>(folder, Boolean::logicalAnd, (step, named) -> {
            if (!named && step.kamelet().equals(CallRules.CREATE)) {
                found.at(step, "is reached without the variable 'profile'");
            }
            return named || step.variablesSet().containsKey("profile");
        });
        folder.entries().stream()
                .filter(route -> route.directName().isEmpty())
                .forEach(route -> paths.follow(route, false));
    }

    static void whenNeverTaken(RouteFolder folder, Findings found) {
        for (Step choice : folder.direct("profile").map(Route::allSteps).orElse(List.of())) {
            Set<String> wider = new HashSet<>();
            for (Step when : choice.kind().equals("choice") ? choice.children() : List.<Step>of()) {
                String asked = when.expression().text().replaceAll("\\$\\{properties:([\\w.-]+)}", "{{$1}}");
                String plain = folder.resolved(asked).replaceAll("['\"]", "").strip();
                if (plain.startsWith(BY_PREFIX) && !plain.contains("||")) {
                    if (wider.stream().anyMatch(plain::startsWith)) {
                        found.at(when, "stands behind one that takes all of its keys");
                    } else if (!plain.contains("&&")) {
                        wider.add(plain);
                    }
                }
            }
        }
    }

    static void secondEncoding(RouteFolder folder, Findings found) {
        var paths = new Paths<Boolean>(folder, Boolean::logicalOr, (step, made) -> {
            boolean makes = step.kamelet().equals(CallRules.CREATE);
            if (made && makes) {
                found.at(step, "is reached where an encoding was made before");
            }
            // it was discarded, or is claimed now
            return makes || made && !step.variablesSet().containsKey("encoding");
        });
        folder.entries().forEach(route -> paths.follow(route, false));
    }

    static void outputAmongSources(RouteFolder folder, Findings found) {
        if (!folder.resolved("{{source.bucket}}").equals(folder.resolved("{{output.bucket}}"))) {
            return;
        }
        List<Step> writing =
                folder.steps().stream().filter(step -> writes(folder, step)).toList();
        Set<String> sources = writing.stream()
                .map(step -> folder.parameter(step, "sourcePrefix"))
                .filter(prefix -> !prefix.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        for (Step step : writing) {
            String outputs = folder.parameter(step, OUTPUT_PREFIX);
            sources.stream()
                    .filter(prefix -> outputs.startsWith(prefix) || prefix.startsWith(outputs))
                    .findFirst()
                    .ifPresent(prefix -> found.at(
                            step,
                            "writes under '" + outputs + "' in the bucket of the sources, which are under '" + prefix
                                    + "'"));
        }
    }

    static void branchesNotJoined(RouteFolder folder, Findings found) {
        CallRules.ofProfiles(folder)
                .flatMap(route -> route.allSteps().stream())
                .filter(step -> step.kind().equals("threads") || step.kind().equals("delay") && !isOff(step))
                .forEach(step -> found.at(step, "lets the intake take the next message before it goes on"));
        Set<Route> ofProfiles = builders(folder).stream()
                .flatMap(route -> folder.reachedFrom(route).stream())
                .collect(Collectors.toSet());
        for (Step step : folder.steps()) {
            if (!ofProfiles.contains(step.route()) || !branches(folder, step)) {
                continue;
            }
            if (!step.text("aggregationStrategy").equals("joinBranches")) {
                found.at(step, "loses what its branches add, or all but one of them");
            }
            boolean parallel = isOn(step, "parallelProcessing");
            if (parallel && !isOn(step, "synchronous")) {
                found.at(step, "lets the intake take the next message before its branches end");
            }
            boolean inOrder = !isOn(step, "streaming") || step.kind().equals("split") && !parallel;
            if (step.body().containsKey("timeout") || !inOrder) {
                found.at(step, "goes on without a slow branch, or joins them in the order of the answers");
            }
        }
    }

    /** Whether copies of the exchange go on from it, each with what it adds to the encoding. */
    private static boolean branches(RouteFolder folder, Step step) {
        return switch (step.kind()) {
            case "multicast" -> true;
            case "split" -> CallRules.orders(folder, step);
            case "recipientList" ->
                DIRECT.matcher(step.expression().text())
                        .results()
                        .flatMap(name -> folder.direct(name.group(1)).stream())
                        .anyMatch(
                                route -> route.allSteps().stream().anyMatch(inner -> CallRules.orders(folder, inner)));
            default -> false;
        };
    }

    private static boolean isOff(Step delay) {
        return String.valueOf(delay.body().get("asyncDelayed")).equals("false");
    }

    private static boolean isOn(Step step, String option) {
        return String.valueOf(step.body().get(option)).equals("true");
    }

    private static List<Step> muxingSteps(RouteFolder folder, Route route) {
        return folder.reachedFrom(route).stream()
                .flatMap(reached -> reached.allSteps().stream())
                .filter(ProfileRules::isMuxing)
                .toList();
    }

    private static List<Route> builders(RouteFolder folder) {
        return folder.routes().stream().filter(CallRules::builds).toList();
    }

    static void sameOutputName(RouteFolder folder, Findings found) {
        for (Route route : builders(folder)) {
            new Paths<Set<Name>>(folder, ProfileRules::union, (step, written) -> {
                        if (!writes(folder, step)) {
                            return written;
                        }
                        Name name = name(folder, step);
                        if (written.contains(name)) {
                            found.at(step, "writes the name of a step before it, with the suffix " + name.suffix());
                        }
                        return union(written, Set.of(name));
                    })
                    .follow(route, Set.of());
        }
        Map<String, Name> byTarget = new HashMap<>();
        for (Step step : folder.steps()) {
            if (writes(folder, step)) {
                Name name = name(folder, step);
                Name other = byTarget.putIfAbsent(name.outputPrefix() + "*" + name.suffix(), name);
                if (other != null && !other.sourcePrefix().equals(name.sourcePrefix())) {
                    found.at(
                            step,
                            "takes " + name.sourcePrefix() + " off where another muxing takes " + other.sourcePrefix()
                                    + ", so that two sources may have one output name");
                }
            }
        }
    }

    static void nameTheMamIgnores(RouteFolder folder, Findings found) {
        Set<Step> ignored = new LinkedHashSet<>();
        for (Route route : builders(folder)) {
            List<Step> files = muxingSteps(folder, route).stream()
                    .filter(step -> !suffix(folder, step).isEmpty())
                    .toList();
            if (files.stream().noneMatch(step -> suffix(folder, step).contains("{{") || isResult(folder, step))) {
                ignored.addAll(files);
            }
        }
        ignored.forEach(step -> found.at(
                step, "the suffix " + suffix(folder, step) + " does not fit the pattern " + folder.resultPattern()));
    }

    static void secondResult(RouteFolder folder, Findings found) {
        for (Route route : builders(folder)) {
            new Paths<Set<String>>(folder, ProfileRules::union, (step, results) -> {
                        if (!isMuxing(step) || !isResult(folder, step)) {
                            return results;
                        }
                        results.stream()
                                .filter(other -> !other.equals(step.label()))
                                .findFirst()
                                .ifPresent(other ->
                                        found.at(step, "writes a second file that fits the pattern, beside " + other));
                        return union(results, Set.of(step.label()));
                    })
                    .follow(route, Set.of());
        }
    }

    static void folderAmongResults(RouteFolder folder, Findings found) {
        String results = folder.resolved("{{" + Setting.PROFILE_OUTPUT_PREFIX.key() + "}}");
        for (Step step : folder.steps()) {
            String prefix = folder.parameter(step, OUTPUT_PREFIX);
            if (!many(folder, step).isEmpty() && prefix.startsWith(results)) {
                found.at(step, "writes many files under " + prefix + ", where the results are");
            }
        }
    }

    static void publicOutput(RouteFolder folder, Findings found) {
        for (Route route : folder.routes()) {
            List<Step> steps = route.allSteps();
            boolean posts = steps.stream()
                    .flatMap(step -> step.variablesSet().values().stream())
                    .anyMatch(set ->
                            set.text().strip().matches("POST \\S*/(?:(?:muxings|manifests)/\\S+|thumbnails|sprites)"));
            for (Step step : steps) {
                String request = step.kind().equals("setBody")
                        ? step.expression().text()
                        : step.variablesSet()
                                .getOrDefault("request", Expression.NONE)
                                .text();
                if (posts && request.contains("outputPath") && !request.matches(WITH_ACL)) {
                    found.at(step, "writes an output without an acl");
                }
                String fields = step.option("fields");
                if (fields.matches("(?s).*\\boutputs\\b.*") && !fields.matches(WITH_ACL)) {
                    found.at(step, "writes an output without an acl, by its fields");
                }
                if (request.contains("PUBLIC_READ") || fields.contains("PUBLIC_READ")) {
                    found.at(step, "writes an output that everybody can read");
                }
            }
        }
    }

    private static boolean isMuxing(Step step) {
        return MUXING.matcher(step.kamelet()).matches();
    }

    private static boolean writes(RouteFolder folder, Step step) {
        return isMuxing(step) || !many(folder, step).isEmpty();
    }

    /** The folder or the manifest of a step that writes more than one file; empty for any other. */
    private static String many(RouteFolder folder, Step step) {
        String inFolder = folder.parameter(step, "folder");
        String name = inFolder.isEmpty() ? folder.parameter(step, "manifestName") : inFolder;
        return step.kamelet().isEmpty() || name.isEmpty() ? "" : "/" + name;
    }

    private static String suffix(RouteFolder folder, Step muxing) {
        return folder.parameter(muxing, "suffix");
    }

    private static boolean isResult(RouteFolder folder, Step muxing) {
        String suffix = suffix(folder, muxing);
        return !suffix.isEmpty()
                && folder.resultPattern().matcher(REST_OF_THE_NAME + suffix).matches()
                && folder.parameter(muxing, OUTPUT_PREFIX)
                        .startsWith(folder.resolved("{{" + Setting.PROFILE_OUTPUT_PREFIX.key() + "}}"));
    }

    private static Name name(RouteFolder folder, Step step) {
        String many = many(folder, step);
        return new Name(
                folder.parameter(step, "sourcePrefix"),
                folder.parameter(step, OUTPUT_PREFIX),
                many.isEmpty() ? suffix(folder, step) : many);
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        Set<T> all = new HashSet<>(one);
        all.addAll(other);
        return Set.copyOf(all);
    }
}
