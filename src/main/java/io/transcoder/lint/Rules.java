package io.transcoder.lint;

import io.transcoder.lint.model.Finding;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Place;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Rule;
import io.transcoder.lint.model.Trees;
import io.transcoder.lint.model.Waiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The list of all rules on routes, and the check of a folder against them. */
public final class Rules {
    private static final String BAD_WAIVER = "bad-waiver";
    private static final String NEEDLESS_WAIVER = "needless-waiver";

    private static final Comparator<Finding> BY_PLACE = Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparing(finding -> finding.rule().id());

    private static final Rule.Check OF_WAIVERS = (folder, found) -> {};

    private static final Map<String, Rule> ALL = read();

    private Rules() {}

    /** In the order in which the page of rules has them. */
    public static List<Rule> all() {
        return List.copyOf(ALL.values());
    }

    /** What each rule looks for, by the id under which {@code lint-rules.yaml} has its texts. */
    static Map<String, Rule.Check> checks() {
        return Stream.of(
                        StructureRules.checks(),
                        KameletRules.checks(),
                        CallRules.checks(),
                        DeleteRules.checks(),
                        QueueRules.checks(),
                        DataRules.checks(),
                        CodeRules.checks(),
                        ProfileRules.checks(),
                        Map.of(BAD_WAIVER, OF_WAIVERS, NEEDLESS_WAIVER, OF_WAIVERS))
                .flatMap(checks -> checks.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, Rule> read() {
        Map<String, Rule.Check> checks = checks();
        Map<String, Rule> rules = new LinkedHashMap<>();
        try (InputStream in = Rules.class.getResourceAsStream("/lint-rules.yaml")) {
            var texts = Trees.map(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
            texts.forEach(
                    (id, text) -> rules.put(id.toString(), Rule.of(id.toString(), Trees.map(text), checks.get(id))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rules;
    }

    /** What is wrong with the folder, by file and line; what a note waives is left out. */
    public static List<Finding> check(RouteFolder folder) {
        List<Finding> all = new ArrayList<>();
        Set<Waiver> used = new HashSet<>();
        for (Rule rule : ALL.values()) {
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
        if (!ALL.containsKey(waiver.rule())) {
            return finding(BAD_WAIVER, waiver, "waives " + waiver.rule() + ", which is no rule");
        }
        if (!waiver.hasReason()) {
            return finding(BAD_WAIVER, waiver, "waives " + waiver.rule() + " without a reason");
        }
        return used.contains(waiver)
                ? Optional.empty()
                : finding(NEEDLESS_WAIVER, waiver, "waives " + waiver.rule() + ", which it does not break");
    }

    private static Optional<Finding> finding(String rule, Waiver waiver, String text) {
        Place at = waiver.place();
        return Optional.of(new Finding(ALL.get(rule), at.file().name(), at.line(), at.label(), text));
    }

    private static List<Waiver> waivers(RouteFolder folder) {
        return Stream.<Place>concat(folder.routes().stream(), folder.steps().stream())
                .flatMap(place -> Waiver.of(place).stream())
                .toList();
    }
}
