package io.transcoder.cli.validate;

import io.transcoder.boot.Application;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.cli.common.Table;
import io.transcoder.failure.StartFailure;
import io.transcoder.lint.RouteReview;
import io.transcoder.lint.Rules;
import io.transcoder.lint.model.Finding;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that checks the routes by the rules, then loads them as a start would, without secrets and the network. */
@Command(
        name = "validate",
        description = "Checks the configuration and the routes, without secrets and without the network.")
public final class ValidateCommand extends PrintingCommand {
    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(names = "--rules", description = "Lists the rules, and checks nothing.")
    private boolean rules;

    @ArgGroup(
            exclusive = false,
            heading =
                    "%nWhat two versions of the routes make of the same events, without secrets and without the network:%n")
    private Versions versions;

    private static final class Versions {
        @Option(
                names = "--diff",
                required = true,
                arity = "2",
                paramLabel = "FOLDER",
                description = "The old routes and the new ones.")
        private List<Path> folders;

        @Option(
                names = "--events",
                paramLabel = "FILE|FOLDER",
                description = "Events as the queue gives them, *.json or *.jsonl, such as 'jobs events' prints"
                        + " (default: an upload for each source prefix, and a sample of every kind).")
        private Path events;

        @Option(
                names = "--old-config",
                paramLabel = "FILE",
                description = "The configuration of the old routes, where it was another.")
        private Path oldConfig;

        @Option(names = "--exit-code", description = "Exits with 1 where there is a change (default: with 0).")
        private boolean exitCode;
    }

    /** A rule in the form that is printed as JSON. */
    private record RuleTexts(String rule, String severity, String why, String fix) {}

    @Override
    public Integer call() {
        if (rules) {
            printRules();
            return CommandLine.ExitCode.OK;
        }
        if (versions != null) {
            return diff();
        }
        Configuration configuration = configuration();
        configuration.requireWithoutSecrets();
        var review = new RouteReview(configuration.effective(), configuration.file());
        List<Finding> findings = review.findings();
        print(review, findings);
        // a load would run the code
        boolean isSound = findings.stream().noneMatch(RouteReview::runsCode)
                && loads(configuration)
                && findings.stream().noneMatch(finding -> finding.rule().isError());
        if (isSound && !json) {
            out().println("The configuration and the routes in " + configuration.routes() + " are sound.");
        }
        return isSound ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private int diff() {
        Configuration now = configuration();
        Configuration old = versions.oldConfig == null ? now : Configuration.load(versions.oldConfig);
        var diff = new ValidateDiff(old, versions.folders.get(0), now, versions.folders.get(1));
        List<String> faults = diff.faults();
        if (!faults.isEmpty()) {
            faults.forEach(err()::println);
            return CommandLine.ExitCode.USAGE;
        }
        var differences = diff.differences(diff.events(versions.events));
        if (json) {
            differences.forEach(this::printJson);
        } else {
            ValidateDiff.print(differences, out());
        }
        boolean isSame = differences.stream().allMatch(one -> one.changes().isEmpty());
        return isSame || !versions.exitCode ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private boolean loads(Configuration configuration) {
        try {
            Application.check(configuration.effective(), configuration.file());
            return true;
        } catch (RuntimeException e) {
            err().println(StartFailure.line(e));
            return false;
        }
    }

    private void print(RouteReview review, List<Finding> findings) {
        if (json) {
            findings.forEach(finding -> printJson(review.fields(finding)));
        } else {
            findings.forEach(finding -> out().println(review.line(finding)));
        }
    }

    private void printRules() {
        if (json) {
            Rules.all().forEach(rule -> printJson(new RuleTexts(rule.id(), rule.severity(), rule.why(), rule.fix())));
            return;
        }
        var table = new Table("RULE", "SEVERITY", "WHY");
        Rules.all().forEach(rule -> table.row(rule.id(), rule.severity(), rule.why()));
        table.print(out());
    }
}
