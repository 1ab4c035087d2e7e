package io.transcoder.cli.letters;

import io.transcoder.cli.jobs.Records;
import io.transcoder.deadletter.Advice;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.job.view.JobRecords;
import io.transcoder.ledger.ForeignLedgerException;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.core.exception.SdkException;

/** The command that shows one dead letter whole. */
@Command(
        name = "show",
        description = "Shows one dead letter whole, what the ledger knows of its job, and what to do about it.")
final class DeadLettersShow extends LetterCommand {
    @Parameters(
            paramLabel = "ID|KEY|NAME",
            description = "The message's id, the source's key or its file name; of several the newest.")
    private String name;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        try (var workbench = workbench()) {
            List<DeadLetter> found = letters(workbench).list().stream()
                    .filter(letter -> letter.isCalled(name))
                    .toList();
            if (found.isEmpty()) {
                err().println("There is no dead letter " + LogText.safe(name) + " (see 'dead-letters list')");
                return 1;
            }
            if (found.size() > 1) {
                err().println(found.size() + " dead letters are called so; this is the newest");
            }
            DeadLetter letter = found.get(0);
            List<JobRecords.Entry> records = List.of();
            int exit = 0;
            try {
                records = letter.jobId() == null ? records : new JobRecords(workbench.ledger()).of(letter.jobId());
            } catch (ForeignLedgerException | UncheckedIOException | SdkException e) {
                err().println("The records of its job are left out: " + LogText.safe(e.getMessage()));
                exit = 1;
            }
            if (json) {
                printJson(document(letter, records));
            } else {
                print(letter, records, out());
            }
            return exit;
        }
    }

    private static Map<String, Object> document(DeadLetter letter, List<JobRecords.Entry> records) {
        Map<String, Object> document = letter.fields();
        document.put("attributes", letter.attributes());
        document.put("body", letter.body());
        document.put("ledger", records.stream().map(Records::fields).toList());
        document.put("advice", Advice.on(letter));
        return document;
    }

    private static void print(DeadLetter letter, List<JobRecords.Entry> records, PrintWriter out) {
        out.println("Message    " + letter.messageId() + ", received " + letter.receivedAt());
        letter.uploads().forEach(upload -> out.println("Upload     " + upload));
        if (letter.fault() != null) {
            out.println("Upload     unknown. " + letter.fault());
        }
        out.println("Kind       " + LogText.safe(letter.kind()) + ", tries in vain: " + letter.attempts());
        out.println("Reason     " + (letter.reason() == null ? "unknown" : LogText.safe(letter.reason())));
        letter.attributes()
                .forEach((name, value) -> out.println("  " + LogText.safe(name) + ": " + LogText.safe(value)));
        out.println("Job        " + (letter.jobId() == null ? "unknown" : letter.jobId()));
        if (records.isEmpty()) {
            out.println("  nothing in the ledger, or nothing that can be read");
        }
        Records.print(records, out);
        out.println("What to do " + Advice.on(letter));
        out.println("Body");
        letter.body().lines().forEach(line -> out.println("  " + LogText.safe(line)));
    }
}
