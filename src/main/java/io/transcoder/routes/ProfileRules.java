package io.transcoder.routes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What a profile makes, and whether the MAM takes it. */
final class ProfileRules {
    private static final String CREATE = "bitmovin-create-encoding-action";
    private static final Pattern MUXING = Pattern.compile("bitmovin-add-.*muxing-action");
    /** A source's name as it comes before the suffix, after the item's id that the MAM looks for. */
    private static final String REST_OF_THE_NAME = ".mxf";

    private record Name(String sourcePrefix, String outputPrefix, String suffix) {}

    private ProfileRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.error(
                        "profile-without-output",
                        "The encoding would run, be paid, and write nothing.",
                        "Add a muxing after the streams, e.g. kamelet:bitmovin-add-mp4-muxing-action.",
                        ProfileRules::profileWithoutOutput),
                Rule.error(
                        "same-output-name",
                        "The second file is written over the first, or the output of one upload over that of another.",
                        "Give each muxing of a profile another suffix, and muxings that take different prefixes off another"
                                + " output prefix.",
                        ProfileRules::sameOutputName),
                Rule.warning(
                        "name-the-mam-ignores",
                        "The MAM waits for a name of its pattern, and the job fails there although the file is written.",
                        "Let the suffix end as the pattern of the transcoder does, or give validate that pattern"
                                + " (--result-pattern).",
                        ProfileRules::nameTheMamIgnores),
                Rule.error(
                        "public-output",
                        "Without an ACL Bitmovin makes its outputs readable by everybody.",
                        "Give every output of a muxing the acl '- permission: PRIVATE'.",
                        ProfileRules::publicOutput));
    }

    private static void profileWithoutOutput(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            if (step.kamelet().equals(CREATE)
                    && muxings(folder, step.route(), new HashSet<>()).isEmpty()) {
                found.at(
                        step,
                        "builds an encoding, and no muxing follows in "
                                + step.route().label());
            }
        }
    }

    private static Set<String> muxings(RouteFolder folder, Route route, Set<String> seen) {
        Set<String> muxings = new HashSet<>();
        if (seen.add(route.label())) {
            for (Step step : route.allSteps()) {
                if (isMuxing(step)) {
                    muxings.add(step.label());
                }
                folder.direct(step.direct()).ifPresent(called -> muxings.addAll(muxings(folder, called, seen)));
            }
        }
        return muxings;
    }

    private static void sameOutputName(RouteFolder folder, Findings found) {
        for (Route route : folder.routes()) {
            boolean builds =
                    route.allSteps().stream().anyMatch(step -> step.kamelet().equals(CREATE));
            if (builds) {
                new Paths<Set<Name>>(folder, ProfileRules::union, (step, written) -> {
                            if (!isMuxing(step)) {
                                return written;
                            }
                            Name name = name(folder, step);
                            if (written.contains(name)) {
                                found.at(
                                        step,
                                        "writes the name of a muxing before it, with the suffix " + name.suffix());
                            }
                            return union(written, Set.of(name));
                        })
                        .follow(route, Set.of());
            }
        }
        Map<String, Name> byTarget = new HashMap<>();
        for (Step step : folder.steps()) {
            if (isMuxing(step)) {
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

    private static void nameTheMamIgnores(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            String suffix = isMuxing(step) ? folder.parameter(step, "suffix") : "";
            if (!suffix.isEmpty()
                    && !suffix.contains("{{")
                    && !folder.resultPattern()
                            .matcher(REST_OF_THE_NAME + suffix)
                            .matches()) {
                found.at(step, "the suffix " + suffix + " does not fit the pattern " + folder.resultPattern());
            }
        }
    }

    private static void publicOutput(RouteFolder folder, Findings found) {
        for (Route route : folder.routes()) {
            List<Step> steps = route.allSteps();
            boolean posts = steps.stream()
                    .anyMatch(step -> step.kind().equals("setVariable")
                            && step.expression().text().strip().matches("POST \\S*/(muxings|manifests)/\\S+"));
            for (Step step : steps) {
                String body = step.kind().equals("setBody") ? step.expression().text() : "";
                if (posts && body.contains("outputPath") && !body.matches("(?s).*\\bacl:.*\\bpermission:.*")) {
                    found.at(step, "writes an output without an acl");
                }
                if (body.contains("PUBLIC_READ") || step.option("fields").contains("PUBLIC_READ")) {
                    found.at(step, "writes an output that everybody can read");
                }
            }
        }
    }

    private static boolean isMuxing(Step step) {
        return MUXING.matcher(step.kamelet()).matches();
    }

    private static Name name(RouteFolder folder, Step muxing) {
        return new Name(
                folder.parameter(muxing, "sourcePrefix"),
                folder.parameter(muxing, "outputPrefix"),
                folder.parameter(muxing, "suffix"));
    }

    private static Set<Name> union(Set<Name> one, Set<Name> other) {
        Set<Name> all = new HashSet<>(one);
        all.addAll(other);
        return Set.copyOf(all);
    }
}
