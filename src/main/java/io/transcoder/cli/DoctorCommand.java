package io.transcoder.cli;

import io.transcoder.setup.BucketAccess;
import io.transcoder.setup.Finding;
import io.transcoder.setup.Provisioning;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says what is wrong before an upload does. */
@Command(
        name = "doctor",
        description = "Looks at the configuration and at all services, and says what is wrong; changes nothing."
                + " The exit code is 1 where there is a fault.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private Transcoder parent;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object a finding.")
    private boolean json;

    @Override
    public Integer call() {
        Configuration configuration = parent.configuration();
        List<Finding> findings = configuration.problems().stream()
                .map(problem -> Finding.ofConfiguration(problem.isError(), problem.key(), problem.message()))
                .toList();
        if (findings.stream().noneMatch(finding -> finding.level().isFault())) {
            try (var provisioning =
                    new Provisioning(configuration.effective(), configuration.file(), new BucketAccess(null, null))) {
                List<Finding> all = new ArrayList<>(findings);
                all.addAll(provisioning.examine());
                findings = all;
            }
        }
        print(findings);
        long faults = findings.stream().filter(f -> f.level().isFault()).count();
        spec.commandLine().getErr().println(faults == 0 ? "Nothing is wrong" : faults + " faults");
        return faults == 0 ? 0 : 1;
    }

    private void print(List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            var lines = new JsonLines(out);
            findings.forEach(finding -> lines.print(finding.fields()));
        } else {
            findings.forEach(finding -> out.println(finding.line()));
        }
    }
}
