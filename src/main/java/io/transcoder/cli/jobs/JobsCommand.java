package io.transcoder.cli.jobs;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.Configured;
import io.transcoder.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The jobs: what became of each upload. */
@Command(
        name = "jobs",
        description = "Shows what became of the uploads, and submits those that no event told of.",
        mixinStandardHelpOptions = true,
        subcommands = {JobsList.class, JobsShow.class, JobsSubmit.class, JobsEvents.class})
public final class JobsCommand {
    @ParentCommand
    private Configured parent;

    /** Needs no key of the encoder. */
    Workbench workbench() {
        Configuration configuration = parent.configuration();
        configuration.requireWithoutSecrets();
        return new Workbench(Settings.of(configuration.effective()));
    }

    EncoderWord encoder() {
        Configuration configuration = parent.configuration();
        return new EncoderWord(configuration.effective(), configuration.file());
    }
}
