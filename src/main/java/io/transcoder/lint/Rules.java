package io.transcoder.lint;

import static java.util.Map.entry;

import io.transcoder.config.Shipped;
import io.transcoder.lint.model.Finding;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Place;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Rule;
import io.transcoder.lint.model.SchemaCheck;
import io.transcoder.lint.model.Trees;
import io.transcoder.lint.model.Waiver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The list of all rules on routes, and the check of a folder against them. */
public final class Rules {
    static final String NOT_YAML = "not-yaml";
    static final String CODE_IN_ROUTES = "code-in-routes";

    private static final String BAD_WAIVER = "bad-waiver";
    private static final String NEEDLESS_WAIVER = "needless-waiver";

    private static final Comparator<Finding> BY_PLACE = Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparing(finding -> finding.rule().id());

    /** They are judged when all other rules have been looked at. */
    private static final Rule.Check OF_WAIVERS = (folder, found) -> {};

    private static final Map<String, Rule> ALL = read();

    private Rules() {}

    /** In the order in which the page of rules has them. */
    public static List<Rule> all() {
        return List.copyOf(ALL.values());
    }

    /** What each rule looks for, by the id under which {@code lint-rules.yaml} has its texts. */
    static Map<String, Rule.Check> checks() {
        return Map.ofEntries(
                entry("unknown-field", SchemaCheck.of(SchemaCheck.Fault.UNKNOWN_FIELD)),
                entry("wrong-value", SchemaCheck.of(SchemaCheck.Fault.WRONG_VALUE)),
                entry(NOT_YAML, StructureRules::notYaml),
                entry("not-loaded", StructureRules::notLoaded),
                entry("short-form", StructureRules::shortForm),
                entry("unknown-direct", StructureRules::unknownDirect),
                entry("orphan-route", StructureRules::orphanRoute),
                entry("undeclared-property", StructureRules::undeclaredProperty),
                entry("duplicate-id", StructureRules::duplicateId),
                entry("missing-id", StructureRules::missingId),
                entry("missing-description", StructureRules::missingDescription),
                entry("duplicate-description", StructureRules::duplicateDescription),
                entry("unknown-kamelet", KameletRules::unknownKamelet),
                entry("kamelet-call", KameletRules::kameletCall),
                entry("kamelet-value", KameletRules::kameletValue),
                entry("kamelet-name", KameletRules::kameletName),
                entry("orphan-kamelet", KameletRules::orphanKamelet),
                entry("start-without-claim", CallRules::startWithoutClaim),
                entry("call-without-error-configuration", CallRules::callWithoutErrorConfiguration),
                entry("retry-builds-twice", CallRules::retryBuildsTwice),
                entry("kamelet-calls-twice", KameletRules::kameletCallsTwice),
                entry("failure-handled", CallRules::failureHandled),
                entry("redelivery-without-maximum", CallRules::redeliveryWithoutMaximum),
                entry("http-retries", CallRules::httpRetries),
                entry("open-breaker-goes-on", CallRules::openBreakerGoesOn),
                entry("dead-letter-channel-swallows", CallRules::deadLetterChannelSwallows),
                entry("delete-without-verification", DeleteRules::deleteWithoutVerification),
                entry("end-without-verification", DeleteRules::endWithoutVerification),
                entry("delete-past-the-cleaner", DeleteRules::deletePastTheCleaner),
                entry("receipt-handle-removed", QueueRules::receiptHandleRemoved),
                entry("visibility-not-extended", QueueRules::visibilityNotExtended),
                entry("messages-lost-at-stop", QueueRules::messagesLostAtStop),
                entry("queue-created", QueueRules.QUEUE_CREATED),
                entry("queue-without-url", QueueRules.QUEUE_WITHOUT_URL),
                entry("all-attributes", QueueRules::allAttributes),
                entry("timer-overtakes-itself", QueueRules::timerOvertakesItself),
                entry("data-in-address", DataRules::dataInAddress),
                entry("data-in-header-name", DataRules::dataInHeaderName),
                entry("data-as-expression", DataRules::dataAsExpression),
                entry("data-in-s3-key", DataRules::dataInS3Key),
                entry("dynamic-kamelet", DataRules::dynamicKamelet),
                entry("literal-secret", DataRules::literalSecret),
                entry(CODE_IN_ROUTES, CodeRules::codeInRoutes),
                entry("profile-without-output", ProfileRules::profileWithoutOutput),
                entry("profile-without-name", ProfileRules::profileWithoutName),
                entry("when-never-taken", ProfileRules::whenNeverTaken),
                entry("second-encoding", ProfileRules::secondEncoding),
                entry("stop-uncounted", CallRules::stopUncounted),
                entry("branches-not-joined", ProfileRules::branchesNotJoined),
                entry("same-output-name", ProfileRules::sameOutputName),
                entry("name-the-mam-ignores", ProfileRules::nameTheMamIgnores),
                entry("second-result", ProfileRules::secondResult),
                entry("folder-among-results", ProfileRules::folderAmongResults),
                entry("output-among-sources", ProfileRules::outputAmongSources),
                entry("public-output", ProfileRules::publicOutput),
                entry(BAD_WAIVER, OF_WAIVERS),
                entry(NEEDLESS_WAIVER, OF_WAIVERS));
    }

    private static Map<String, Rule> read() {
        Map<String, Rule.Check> checks = checks();
        Map<String, Rule> rules = new LinkedHashMap<>();
        Shipped.yaml("lint-rules.yaml")
                .forEach((id, text) ->
                        rules.put(id.toString(), Rule.of(id.toString(), Trees.map(text), checks.get(id))));
        return rules;
    }

    /** What is wrong with the folder, by file and line; what a note waives is left out. */
    public static List<Finding> check(RouteFolder folder) {
        List<Finding> all = new ArrayList<>();
        Set<Waiver> used = new HashSet<>();
        for (Rule rule : ALL.values()) {
            Findings findings = look(rule, folder);
            all.addAll(findings.found());
            used.addAll(findings.used());
        }
        for (Waiver waiver : waivers(folder)) {
            if (!ALL.containsKey(waiver.rule())) {
                all.add(finding(BAD_WAIVER, waiver, ", which is no rule"));
            } else if (!waiver.hasReason()) {
                all.add(finding(BAD_WAIVER, waiver, " without a reason"));
            } else if (!used.contains(waiver)) {
                all.add(finding(NEEDLESS_WAIVER, waiver, ", which it does not break"));
            }
        }
        all.sort(BY_PLACE);
        return all;
    }

    /** What some of the rules find wrong with it. */
    static List<Finding> check(RouteFolder folder, Set<String> ids) {
        return ids.stream()
                .flatMap(id -> look(ALL.get(id), folder).found().stream())
                .sorted(BY_PLACE)
                .toList();
    }

    private static Findings look(Rule rule, RouteFolder folder) {
        var findings = new Findings(rule);
        rule.check().look(folder, findings);
        return findings;
    }

    private static Finding finding(String rule, Waiver waiver, String fault) {
        Place at = waiver.place();
        String text = "waives " + waiver.rule() + fault;
        return new Finding(ALL.get(rule), at.file().name(), at.line(), at.label(), text);
    }

    private static List<Waiver> waivers(RouteFolder folder) {
        return Stream.<Place>concat(folder.routes().stream(), folder.steps().stream())
                .flatMap(place -> Waiver.of(place).stream())
                .toList();
    }
}
