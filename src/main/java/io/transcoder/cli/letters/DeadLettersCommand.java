package io.transcoder.cli.letters;

import picocli.CommandLine.Command;

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
public final class DeadLettersCommand {}
