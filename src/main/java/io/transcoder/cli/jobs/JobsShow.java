package io.transcoder.cli.jobs;

import static io.transcoder.upload.LogText.safe;

import io.transcoder.job.Price;
import io.transcoder.job.view.JobRecords;
import io.transcoder.job.view.JobView;
import io.transcoder.job.view.JobViews;
import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.JobHistory;
import io.transcoder.operate.EncoderWord;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells the story of one upload. */
@Command(
        name = "show",
        description = "Shows every step of a job, what became of its source, and the other versions of its key.")
final class JobsShow extends LedgerCommand {
    @Parameters(
            paramLabel = "KEY|NAME|ID|ENCODING",
            description =
                    "The source's key, its file name with or without extension, the job's id, or an encoding's id. Of several"
                            + " versions the newest comes first.")
    private String keyOrId;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        try (var workbench = workbench();
                var encoder = encoder()) {
            List<JobHistory> found = search(workbench, encoder, keyOrId).jobs();
            if (found.isEmpty()) {
                return 1;
            }
            var views = new JobViews(workbench.ledger());
            var records = new JobRecords(workbench.ledger());
            List<Shown> shown = new ArrayList<>();
            List<String> refused = new ArrayList<>();
            for (JobHistory history : found) {
                Optional<JobView> readable = JobByJob.read(() -> Optional.of(views.of(history)), refused::add);
                Optional<List<JobRecords.Entry>> steps =
                        readable.flatMap(view -> JobByJob.read(() -> Optional.of(records.of(history)), refused::add));
                if (steps.isEmpty()) {
                    continue;
                }
                JobView view = readable.get();
                Map<String, Object> cost = Price.added(view.fields(), view.billableMinutes(), workbench.price());
                if (view.isLive() && view.encodingId() != null) {
                    cost.put(
                            "estimate",
                            workbench.estimates().of(workbench.ledger().lastClaim(history)));
                }
                shown.add(new Shown(view, steps.get(), word(encoder, view), cost));
            }
            refused.forEach(why -> err().println("A job is left out: " + safe(why)));
            if (shown.isEmpty()) {
                return 1;
            }
            if (json) {
                printJson(document(shown));
            } else {
                print(shown, out());
            }
            return refused.isEmpty() ? 0 : 1;
        }
    }

    /** Null for a job that is over. */
    private static EncoderWord.Answer word(EncoderWord encoder, JobView view) {
        return view.isLive() && view.encodingId() != null ? encoder.of(view.encodingId()) : null;
    }

    private static Map<String, Object> document(List<Shown> shown) {
        Map<String, Object> document = fields(shown.get(0));
        document.put(
                "otherVersions",
                shown.subList(1, shown.size()).stream().map(JobsShow::fields).toList());
        return document;
    }

    private static Map<String, Object> fields(Shown shown) {
        Map<String, Object> fields = new LinkedHashMap<>(shown.fields());
        fields.put("reason", shown.view().reason());
        fields.put("source", shown.view().source());
        fields.put("encoder", shown.encoder() == null ? null : shown.encoder().fields());
        fields.put("steps", shown.records().stream().map(Records::fields).toList());
        return fields;
    }

    private static void print(List<Shown> shown, PrintWriter out) {
        print(shown.get(0), out);
        for (Shown other : shown.subList(1, shown.size())) {
            out.println();
            out.println("Another version of "
                    + (other.view().key() == null
                            ? "the key"
                            : safe(other.view().key())));
            print(other, out);
        }
    }

    private static void print(Shown shown, PrintWriter out) {
        JobView view = shown.view();
        out.println("Job        " + view.id() + ", " + view.stage());
        out.println("Key        "
                + (view.key() == null ? "not recorded" : safe(view.key()) + " in " + safe(view.bucket())));
        out.println("Version    ETag " + safe(Objects.requireNonNullElse(view.eTag(), "unknown"))
                + (view.versionId() == null ? "" : ", version id " + safe(view.versionId())));
        if (view.reason() != null) {
            out.println("Reason     " + safe(view.reason()));
        }
        view.outputs().forEach(output -> out.println("Output     " + safe(output)));
        out.println("Source     " + safe(view.source()));
        for (String cost : List.of("estimate", "billableMinutes", "price", "currency")) {
            if (shown.fields().containsKey(cost)) {
                out.println(String.format("%-10s ", cost) + shown.fields().get(cost));
            }
        }
        if (shown.encoder() != null) {
            out.println("Encoder    " + safe(shown.encoder().text()));
        }
        Records.print(shown.records(), out);
    }

    private record Shown(
            JobView view, List<JobRecords.Entry> records, EncoderWord.Answer encoder, Map<String, Object> fields) {}
}
