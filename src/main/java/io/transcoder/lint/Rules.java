package io.transcoder.lint;

import io.transcoder.lint.model.Finding;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Rule;
import io.transcoder.lint.model.Waiver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rules, and what they find. */
public final class Rules {
    private static final Comparator<Finding> BY_PLACE = Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparing(finding -> finding.rule().id());

    private static final Rule BAD_WAIVER = Rule.error(
            "bad-waiver",
            "Nobody can tell later whether the rule may be switched on again.",
            "Write the note 'waive <rule>: <reason>'.",
            (folder, found) -> {});
    private static final Rule NEEDLESS_WAIVER = Rule.warning(
            "needless-waiver",
            "It would hide the next fault.",
            "Take the line out of the note.",
            (folder, found) -> {});

    private static final List<Rule> ALL = Stream.of(
                    StructureRules.all(),
                    KameletRules.all(),
                    CallRules.all(),
                    DeleteRules.all(),
                    QueueRules.all(),
                    DataRules.all(),
                    CodeRules.all(),
                    ProfileRules.all(),
                    List.of(BAD_WAIVER, NEEDLESS_WAIVER))
            .flatMap(List::stream)
            .toList();

    private Rules() {}

    /** In the order in which the page of rules has them. */
    public static List<Rule> all() {
        return ALL;
    }

    /** What is wrong with the folder, by file and line; what a note waives is left out. */
    public static List<Finding> check(RouteFolder folder) {
        List<Finding> all = new ArrayList<>();
        Set<Waiver> used = new HashSet<>();
        for (Rule rule : ALL) {
            var findings = new Findings(rule);
            rule.check().look(folder, findings);
            all.addAll(findings.found());
            used.addAll(findings.used());
        }
        waivers(folder).forEach(waiver -> judge(waiver, used).ifPresent(all::add));
        all.sort(BY_PLACE);
        return all;
    }

    private static Optional<Finding> judge(Waiver waiver, Set<Waiver> used) {
        Map<String, Rule> known = ALL.stream().collect(Collectors.toMap(Rule::id, Function.identity()));
        if (!known.containsKey(waiver.rule())) {
            return finding(BAD_WAIVER, waiver, "waives " + waiver.rule() + ", which is no rule");
        }
        if (!waiver.hasReason()) {
            return finding(BAD_WAIVER, waiver, "waives " + waiver.rule() + " without a reason");
        }
        return used.contains(waiver)
                ? Optional.empty()
                : finding(NEEDLESS_WAIVER, waiver, "waives " + waiver.rule() + ", which it does not break");
    }

    private static Optional<Finding> finding(Rule rule, Waiver waiver, String text) {
        return Optional.of(new Finding(rule, waiver.file(), waiver.line(), waiver.where(), text));
    }

    private static List<Waiver> waivers(RouteFolder folder) {
        return Stream.concat(
                        folder.routes().stream().flatMap(route -> Waiver.of(route).stream()),
                        folder.steps().stream().flatMap(step -> Waiver.of(step).stream()))
                .toList();
    }
}
