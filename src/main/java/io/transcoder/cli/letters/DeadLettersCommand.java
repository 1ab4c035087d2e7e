package io.transcoder.cli.letters;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.Configured;
import io.transcoder.config.Settings;
import io.transcoder.operate.LetterReplay;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The commands that list, show, replay, drop and archive dead letters. */
@Command(
        name = "dead-letters",
        description = "Shows what failed, sends it back to work, or gives it up.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DeadLettersList.class,
            DeadLettersShow.class,
            DeadLettersReplay.class,
            DeadLettersDrop.class,
            DeadLettersArchive.class
        })
public final class DeadLettersCommand {
    @ParentCommand
    private Configured parent;

    /** Needs no key of the encoder. */
    Workbench workbench() {
        Configuration configuration = parent.configuration();
        configuration.requireWithoutSecrets();
        return new Workbench(Settings.of(configuration.effective()));
    }

    LetterReplay replay(Workbench workbench) {
        Configuration configuration = parent.configuration();
        return new LetterReplay(workbench, configuration.effective(), configuration.file());
    }
}
