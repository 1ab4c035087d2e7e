package io.transcoder.cli.jobs;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.config.Settings;
import io.transcoder.job.view.JobSearch;
import io.transcoder.operate.EncoderWord;
import io.transcoder.upload.LogText;

/** The base of commands that work with the ledger and the queues. */
public abstract class LedgerCommand extends PrintingCommand {
    /** Needs no key of the encoder. */
    protected final Workbench workbench() {
        Configuration configuration = configuration();
        configuration.requireWithoutSecrets();
        return new Workbench(Settings.of(configuration.effective()));
    }

    final EncoderWord encoder() {
        Configuration configuration = configuration();
        return new EncoderWord(configuration.effective(), configuration.file());
    }

    /** The jobs that an operator means, as {@link JobSearch} finds them, of which is said what is to be said. */
    final JobSearch.Found search(Workbench workbench, EncoderWord encoder, String name) {
        JobSearch.Found found = encoder.find(workbench, name);
        if (found.note() != null) {
            err().println(LogText.safe(found.note()));
        } else if (found.jobs().isEmpty()) {
            err().println("The ledger has no job " + LogText.safe(name)
                    + ": its event is still in the queue, among the dead letters, or never came (see 'jobs submit')");
        }
        return found;
    }
}
