package io.transcoder.cli;

import io.transcoder.app.Application;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Loads configuration and routes as a start would, without secrets and without the network. */
@Command(
        name = "validate",
        description = "Checks the configuration and the routes, without secrets and without the network.")
final class ValidateCommand implements Callable<Integer> {
    @ParentCommand
    private Transcoder parent;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Configuration configuration = parent.configuration();
        configuration.requireWithoutSecrets();
        try {
            Application.check(configuration.effective(), configuration.file());
        } catch (RuntimeException e) {
            spec.commandLine().getErr().println(StartFailure.line(e));
            return CommandLine.ExitCode.SOFTWARE;
        }
        spec.commandLine()
                .getOut()
                .println("The configuration and the routes in " + configuration.routes() + " are sound.");
        return CommandLine.ExitCode.OK;
    }
}
