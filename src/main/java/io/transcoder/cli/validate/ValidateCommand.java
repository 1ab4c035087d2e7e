package io.transcoder.cli.validate;

import io.transcoder.boot.Application;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.Configured;
import io.transcoder.cli.common.JsonLines;
import io.transcoder.cli.common.Table;
import io.transcoder.failure.StartFailure;
import io.transcoder.lint.RouteReview;
import io.transcoder.lint.Rules;
import io.transcoder.lint.model.Finding;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Rule;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Judges the routes by the rules, then loads them as a start would, without secrets and without the network. */
@Command(
        name = "validate",
        description = "Checks the configuration and the routes, without secrets and without the network.",
        mixinStandardHelpOptions = true)
public final class ValidateCommand implements Callable<Integer> {
    @ParentCommand
    private Configured parent;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(names = "--rules", description = "Lists the rules, and checks nothing.")
    private boolean rules;

    @Option(
            names = "--result-pattern",
            paramLabel = "REGEX",
            defaultValue = RouteFolder.RESULT_PATTERN,
            description = "What the MAM takes for a result, after the source's name (default: ${DEFAULT-VALUE}).")
    private Pattern resultPattern;

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

    @Override
    public Integer call() {
        if (rules) {
            printRules();
            return CommandLine.ExitCode.OK;
        }
        if (versions != null) {
            return diff();
        }
        Configuration configuration = parent.configuration();
        configuration.requireWithoutSecrets();
        var review = new RouteReview(configuration.effective(), configuration.file());
        List<Finding> findings = review.findings(resultPattern);
        print(review, findings);
        // a load would run the code
        boolean isSound = findings.stream().noneMatch(RouteReview::runsCode)
                && loads(configuration)
                && findings.stream().noneMatch(finding -> finding.rule().isError());
        if (isSound && !json) {
            spec.commandLine()
                    .getOut()
                    .println("The configuration and the routes in " + configuration.routes() + " are sound.");
        }
        return isSound ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private int diff() {
        PrintWriter out = spec.commandLine().getOut();
        Configuration now = parent.configuration();
        Configuration old = versions.oldConfig == null ? now : Configuration.load(versions.oldConfig);
        var diff = new ValidateDiff(old, versions.folders.get(0), now, versions.folders.get(1));
        List<String> faults = diff.faults(resultPattern);
        if (!faults.isEmpty()) {
            faults.forEach(spec.commandLine().getErr()::println);
            return CommandLine.ExitCode.USAGE;
        }
        var changes = diff.changes(diff.events(versions.events));
        if (json) {
            ValidateDiff.print(changes, new JsonLines(out));
        } else {
            ValidateDiff.print(changes, out);
        }
        boolean isSame = changes.values().stream().allMatch(List::isEmpty);
        return isSame || !versions.exitCode ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private boolean loads(Configuration configuration) {
        try {
            Application.check(configuration.effective(), configuration.file());
            return true;
        } catch (RuntimeException e) {
            spec.commandLine().getErr().println(StartFailure.line(e));
            return false;
        }
    }

    private void print(RouteReview review, List<Finding> findings) {
        if (json) {
            var lines = new JsonLines(spec.commandLine().getOut());
            findings.forEach(finding -> lines.print(review.fields(finding)));
        } else {
            findings.forEach(finding -> spec.commandLine().getOut().println(review.line(finding)));
        }
    }

    private void printRules() {
        if (json) {
            var lines = new JsonLines(spec.commandLine().getOut());
            for (Rule rule : Rules.all()) {
                lines.print(
                        Map.of("rule", rule.id(), "severity", severity(rule), "why", rule.why(), "fix", rule.fix()));
            }
            return;
        }
        var table = new Table("RULE", "SEVERITY", "WHY");
        Rules.all().forEach(rule -> table.row(rule.id(), severity(rule), rule.why()));
        table.print(spec.commandLine().getOut());
    }

    private static String severity(Rule rule) {
        return rule.severity().name().toLowerCase(Locale.ROOT);
    }
}
