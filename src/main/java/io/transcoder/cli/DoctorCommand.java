package io.transcoder.cli;

import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.operate.Provisioning;
import io.transcoder.setup.step.Examination;
import io.transcoder.setup.step.Finding;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that finds out what is wrong before an upload fails. */
@Command(
        name = "doctor",
        description = "Looks at the configuration and at all services, and says what is wrong; changes nothing."
                + " Where S3 has an endpoint of its own, objects are made in the ledger and deleted, to try the store."
                + " The exit code is 1 where there is a fault.")
final class DoctorCommand extends PrintingCommand {
    @Option(
            names = "--json",
            description =
                    "One JSON document: ok, looks (how many things were looked at), faults, notes, and the findings;"
                            + " with --live: ok, at, where, and the facts.")
    private boolean json;

    @ArgGroup(exclusive = false)
    private LiveRun live;

    @Override
    public Integer call() {
        Configuration configuration = configuration();
        if (live != null) {
            configuration.require();
            return live.run(configuration, json, out(), err(), this::printJson);
        }
        List<Finding> findings = new ArrayList<>();
        configuration.problems().forEach(problem -> findings.add(Finding.ofConfiguration(problem)));
        int looks = 0;
        if (findings.stream().noneMatch(finding -> finding.level().isFault())) {
            if (!json) {
                err().println("Looking at the configuration and at all services …");
            }
            try (var provisioning = new Provisioning(configuration.effective(), configuration.file())) {
                Examination examination = provisioning.examine(false);
                looks = examination.looks();
                findings.addAll(examination.findings());
            }
        }
        long faults = findings.stream().filter(f -> f.level().isFault()).count();
        long notes = findings.size() - faults;
        if (json) {
            printJson(new Document(faults == 0, looks, faults, notes, findings));
        } else {
            findings.forEach(finding -> out().println(finding.line()));
            err().println(summary(looks, faults, notes));
        }
        return faults == 0 ? 0 : 1;
    }

    private record Document(boolean ok, int looks, long faults, long notes, List<Finding> findings) {}

    private static String summary(int looks, long faults, long notes) {
        String looked = looks == 0
                ? "The services were not looked at, mend the configuration first: "
                : "Looked at " + looks + " things: ";
        return looked
                + (faults == 0 ? "nothing is wrong" : counted(faults, "fault"))
                + (notes == 0 ? "" : ", " + counted(notes, "note"));
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
