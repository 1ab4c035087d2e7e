package io.transcoder.cli.letters;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.jobs.LedgerCommand;
import io.transcoder.config.Setting;
import io.transcoder.deadletter.DeadLetterQueue;

/** The base of commands that read the dead letters. */
abstract class LetterCommand extends LedgerCommand {
    /** Says which the command can't see. */
    final DeadLetterQueue letters(Workbench workbench) {
        workbench
                .depth(Setting.QUEUE_DEAD_LETTERS)
                .filter(depth -> depth.inWork() > 0)
                .ifPresent(
                        depth -> err().println(
                                        "About " + depth.inWork()
                                                + " dead letter(s) are held by somebody else at this moment, as by a replay, and are not seen here"));
        return workbench.deadLetters();
    }
}
