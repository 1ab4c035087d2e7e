package io.transcoder.cli;

import io.transcoder.cli.common.Arguments;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.Configured;
import io.transcoder.cli.common.DurationConverter;
import io.transcoder.cli.jobs.Costs;
import io.transcoder.cli.jobs.Drain;
import io.transcoder.cli.jobs.JobsCommand;
import io.transcoder.cli.jobs.Pause;
import io.transcoder.cli.jobs.Resume;
import io.transcoder.cli.letters.DeadLettersCommand;
import io.transcoder.cli.validate.TestCommand;
import io.transcoder.cli.validate.ValidateCommand;
import io.transcoder.config.ConfigurationException;
import io.transcoder.failure.ApplicationException;
import io.transcoder.failure.StartFailure;
import io.transcoder.ledger.ForeignLedgerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.camel.util.ObjectHelper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. Without a command it runs the application. */
@Command(
        name = "transcoder",
        description = "Makes Bitmovin an external transcoder of a Vidispine MAM.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            SetupCommand.class,
            DoctorCommand.class,
            JobsCommand.class,
            Pause.class,
            Resume.class,
            Drain.class,
            Costs.class,
            ConsoleCommand.class,
            ReconcileCommand.class,
            DeadLettersCommand.class,
            NotifyCommand.class,
            ValidateCommand.class,
            TestCommand.class
        })
public final class Transcoder implements Callable<Integer>, Configured {
    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            defaultValue = "application.properties",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private Path config;

    /** @return the exit code: 0 done, 1 the work failed, 2 wrong usage or configuration */
    public static int execute(String... args) {
        Arguments.printUtf8();
        int exit = commandLine().execute(Arguments.of(args));
        // a full disk, for instance: what was printed is not what there is
        if (System.out.checkError()) {
            System.err.println("The output could not be written in full");
            return exit == CommandLine.ExitCode.OK ? CommandLine.ExitCode.SOFTWARE : exit;
        }
        return exit;
    }

    public static CommandLine commandLine() {
        return new CommandLine(new Transcoder())
                .registerConverter(Duration.class, new DurationConverter())
                .setExecutionExceptionHandler((thrown, command, parsed) -> report(thrown, command));
    }

    @Override
    public Integer call() throws Exception {
        return new RunCommand(this).call();
    }

    @Override
    public Configuration configuration() {
        return Configuration.load(config);
    }

    private static int report(Exception thrown, CommandLine command) {
        var wrong = ObjectHelper.getException(ConfigurationException.class, thrown);
        if (wrong != null) {
            command.getErr().println(wrong.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        var foreign = ObjectHelper.getException(ForeignLedgerException.class, thrown);
        if (foreign != null) {
            command.getErr().println(foreign.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        var known = ObjectHelper.getException(ApplicationException.class, thrown);
        command.getErr().println(known != null ? known.getMessage() : StartFailure.line(thrown));
        return known != null ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
}
