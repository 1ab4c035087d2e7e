package io.transcoder.cli;

import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.config.ConfigurationException;
import io.transcoder.config.Setting;
import io.transcoder.operate.Provisioning;
import io.transcoder.setup.aws.Policies;
import io.transcoder.setup.step.Area;
import io.transcoder.setup.step.SetupOptions;
import io.transcoder.setup.step.StepName;
import io.transcoder.setup.step.StepResult;
import io.transcoder.setup.step.StepResult.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Makes what the services need to have, and nothing that is right already. */
@Command(
        name = "setup",
        description =
                "Makes buckets, queues, events, encoder resources and the MAM's external transcoder. Changes nothing"
                        + " that is right, and can be run again after a failure.",
        resourceBundle = "help-setup")
final class SetupCommand extends PrintingCommand {
    @Parameters(
            arity = "0..1",
            defaultValue = "all",
            description =
                    "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); all with vidispine only where it is configured,"
                            + " and without policies, which prints the IAM policies of this configuration.")
    private Part part;

    @Option(names = "--dry-run")
    private boolean dryRun;

    @Option(names = "--force")
    private boolean force;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--role-arn", paramLabel = "ARN")
    private String roleArn;

    @Option(names = "--external-id", paramLabel = "ID")
    private String externalId;

    @Option(names = "--account-id", paramLabel = "NUMBER", defaultValue = "123456789012")
    private String account;

    @Option(names = "--directory", paramLabel = "DIR")
    private Path directory;

    @Option(
            names = "--only",
            paramLabel = "STEP",
            arity = "1..*",
            split = ",",
            converter = StepConverter.class,
            completionCandidates = StepConverter.class)
    private Set<StepName> only = Set.of();

    @Option(names = "--skip", paramLabel = "STEP", arity = "1..*", split = ",", converter = StepConverter.class)
    private Set<StepName> skip = Set.of();

    @Option(names = "--versioning")
    private boolean versioning;

    @Option(names = "--archive-days", paramLabel = "DAYS")
    private Integer archiveDays;

    @Option(names = "--trusted-role", paramLabel = "ARN", split = ",")
    private List<String> trustedRoles = List.of();

    private enum Part {
        aws,
        bitmovin,
        vidispine,
        policies,
        all
    }

    @Override
    public Integer call() {
        check();
        Configuration configuration = configuration();
        if (part == Part.bitmovin || part == Part.all) {
            configuration.require();
        } else {
            configuration.requireWithoutSecrets();
        }
        if (part == Part.policies) {
            return writePolicies(configuration);
        }
        try (var provisioning = new Provisioning(configuration.effective(), configuration.file())) {
            List<Area> areas = areas(provisioning);
            err().println("Looking at what is there …");
            int expiry = archiveDays == null ? 0 : archiveDays;
            var options = new SetupOptions(force, only, skip, versioning, expiry, trustedRoles, roleArn, externalId);
            List<StepResult> plan = provisioning.plan(areas, options);
            if (plan.isEmpty()) {
                throw wrongUsage("none of these steps belongs to setup " + part);
            }
            var lines = new SetupLines(plan);
            if (dryRun) {
                plan.forEach(result -> print(lines, result));
                err().println(planSummary(plan) + "; nothing was changed");
                return plan.stream().anyMatch(StepResult::isFault) ? 1 : 0;
            }
            err().println(planSummary(plan));
            plan.stream().filter(step -> step.outcome() != Outcome.RIGHT).forEach(step -> err().println(
                            "  " + lines.of(step)));
            List<StepResult> results = new ArrayList<>();
            provisioning.make(
                    areas,
                    options,
                    result -> {
                        results.add(result);
                        print(lines, result);
                    },
                    late -> err().println("Looking again at " + late + " of them …"));
            if (areas.contains(Area.AWS) && provisioning.isLedgerBesideMedia()) {
                err().println("Recommended: a bucket of its own for the ledger (" + Setting.JOBS_BUCKET.key()
                        + "), so that nobody who writes media can write what was paid for, see docs/setup.md");
            }
            return summary(results);
        }
    }

    private void check() {
        if (!only.isEmpty() && !skip.isEmpty()) {
            throw wrongUsage("--only and --skip exclude each other");
        }
        if (archiveDays != null && archiveDays < 1) {
            throw wrongUsage("--archive-days is a number of days, 1 or more");
        }
        trustedRoles.stream()
                .filter(role -> !role.matches("arn:[a-z-]+:iam::\\d{12}:(role|user)/[^*?,\\s]+"))
                .findFirst()
                .ifPresent(role -> {
                    throw wrongUsage("--trusted-role takes the ARN of a role or user, such as"
                            + " arn:aws:iam::123456789012:role/transcoder, not '" + role + "'");
                });
    }

    /** The words of the steps. */
    static final class StepConverter implements ITypeConverter<StepName>, Iterable<String> {
        @Override
        public StepName convert(String word) {
            return StepName.of(word)
                    .orElseThrow(() -> new TypeConversionException(
                            "there is no step '" + word + "'; the steps are " + StepName.words()));
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(StepName.values()).map(StepName::word).iterator();
        }
    }

    private int writePolicies(Configuration configuration) {
        String id = externalId == null ? "EXTERNAL-ID" : externalId;
        new Policies(configuration.effective(), account, id, trustedRoles).all().forEach((name, text) -> {
            if (directory == null) {
                out().println(name + "\n" + text);
                return;
            }
            try {
                Files.createDirectories(directory);
                Files.writeString(directory.resolve(name), text);
                out().println(directory.resolve(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return 0;
    }

    private List<Area> areas(Provisioning provisioning) {
        if (part == Part.all) {
            if (provisioning.hasMam()) {
                return List.of(Area.values());
            }
            err().println("vidispine is left out: " + Setting.VIDISPINE_URL.key() + " and "
                    + Setting.VIDISPINE_SHAPE_TAG.key() + " are not set");
            return List.of(Area.AWS, Area.BITMOVIN);
        }
        if (part == Part.vidispine && !provisioning.hasMam()) {
            throw new ConfigurationException(Setting.VIDISPINE_URL.key() + " and " + Setting.VIDISPINE_SHAPE_TAG.key()
                    + ": both are needed here");
        }
        return List.of(Area.valueOf(part.name().toUpperCase(Locale.ROOT)));
    }

    private static String planSummary(List<StepResult> plan) {
        long planned = count(plan, Outcome.PLANNED);
        long right = count(plan, Outcome.RIGHT);
        long others = plan.size() - planned - right;
        return "Plan: " + planned + " to make, " + right + " right"
                + (others == 0 ? "" : ", " + others + " that set-up leaves alone");
    }

    private static long count(List<StepResult> results, Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    private void print(SetupLines lines, StepResult result) {
        if (json) {
            printJson(result);
        } else {
            out().println(lines.of(result));
            out().flush();
        }
    }

    private int summary(List<StepResult> results) {
        long made = count(results, Outcome.MADE);
        long faults = results.stream().filter(StepResult::isFault).count();
        err().println(
                        made == 0 && faults == 0
                                ? "Nothing had to be changed"
                                : made + " made, " + faults + " left to do of " + results.size());
        return faults == 0 ? 0 : 1;
    }
}
