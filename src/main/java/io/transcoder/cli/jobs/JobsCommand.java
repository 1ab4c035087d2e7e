package io.transcoder.cli.jobs;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.Configured;
import io.transcoder.config.Settings;
import io.transcoder.job.view.JobSearch;
import io.transcoder.ledger.JobHistory;
import io.transcoder.operate.EncoderWord;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

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
public final class JobsCommand {
    @ParentCommand
    private Configured parent;

    /** Needs no key of the encoder. */
    Workbench workbench() {
        Configuration configuration = parent.configuration();
        configuration.requireWithoutSecrets();
        return new Workbench(Settings.of(configuration.effective()));
    }

    /** The job that an operator means; null where there is none, which is said. */
    static JobHistory find(Workbench workbench, EncoderWord encoder, String name, PrintWriter err) {
        List<JobHistory> found = search(workbench, encoder, name, err);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Says what is to be said of the search. */
    static List<JobHistory> search(Workbench workbench, EncoderWord encoder, String name, PrintWriter err) {
        JobSearch.Found found = encoder.find(workbench, name);
        if (found.note() != null) {
            err.println(LogText.safe(found.note()));
        }
        if (found.jobs().isEmpty()) {
            err.println("The ledger has no job " + LogText.safe(name)
                    + ": its event is still in the queue, among the dead letters, or never came (see 'jobs submit')");
        }
        return found.jobs();
    }

    EncoderWord encoder() {
        Configuration configuration = parent.configuration();
        return new EncoderWord(configuration.effective(), configuration.file());
    }
}
