package io.transcoder.cli.jobs;

import picocli.CommandLine.Command;

/** The jobs: what became of each upload. */
@Command(
        name = "jobs",
        description =
                "Shows what became of the uploads, stops them or tries them again, and submits those that no event told of.",
        mixinStandardHelpOptions = true,
        subcommands = {
            JobsList.class,
            JobsShow.class,
            JobsSubmit.class,
            JobsStop.class,
            JobsRetry.class,
            JobsRelease.class,
            JobsEvents.class
        })
public final class JobsCommand {}
