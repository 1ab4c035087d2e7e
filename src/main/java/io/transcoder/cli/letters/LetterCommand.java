package io.transcoder.cli.letters;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.jobs.LedgerCommand;
import io.transcoder.deadletter.DeadLetterQueue;

/** The base of commands that read the dead letters. */
abstract class LetterCommand extends LedgerCommand {
    /** Says how many of them the command can't see. */
    final DeadLetterQueue letters(Workbench workbench) {
        DeadLetterQueue letters = workbench.deadLetters();
        int held = letters.held();
        if (held > 0) {
            err().println("About " + held
                    + " dead letter(s) are held by somebody else at this moment, as by a replay, and"
                    + " are not seen here");
        }
        return letters;
    }
}
