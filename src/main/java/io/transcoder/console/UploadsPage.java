package io.transcoder.console;

import io.transcoder.job.Price;
import io.transcoder.job.view.JobRecords;
import io.transcoder.job.view.JobSearch;
import io.transcoder.job.view.JobView;
import io.transcoder.job.view.JobViews;
import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.operate.JobOrders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds uploads, tells the story of one, and takes orders about it. */
public final class UploadsPage extends Page {
    private static final int MOST = 20;

    private final Desk desk;
    private final Ledger ledger;
    private final JobViews views;
    private final JobOrders orders;

    UploadsPage(Desk desk) {
        super("/uploads", "Uploads");
        this.desk = desk;
        this.ledger = desk.workbench().ledger();
        this.views = new JobViews(ledger);
        this.orders = new JobOrders(desk.workbench(), desk.encoder());
    }

    @Override
    Answer get(Request request) {
        views.readOrders();
        if (request.below().isEmpty()) {
            return Answer.page("uploads", search(request.value("q").strip()));
        }
        String[] parts = request.below().split("/", 2);
        List<JobHistory> versions = desk.workbench().search().find(parts[0]).jobs();
        if (versions.isEmpty()) {
            return Answer.fault(
                    404,
                    "The ledger has no such job yet. Its event is still in the queue, among the dead letters, or never came.");
        }
        Upload upload = upload(versions);
        if (parts.length == 1) {
            return Answer.page("upload", upload);
        }
        return upload.allows(parts[1])
                ? Answer.page("order", new Order(parts[1], upload))
                : Answer.fault(404, "There is no such order, or not in this state.");
    }

    @Override
    Answer post(Request request) {
        String[] parts = request.below().split("/", 2);
        JobHistory history = ledger.history(parts[0]);
        if (parts.length < 2 || history.createdAt().isEmpty()) {
            return Answer.fault(404, "There is no such job.");
        }
        JobOrders.Result result =
                switch (parts[1]) {
                    case "stop" -> orders.stop(history, request.value("reason"), request.operator());
                    case "retry" -> orders.retry(history, request.operator());
                    case "release" -> orders.release(history, request.operator());
                    default -> new JobOrders.Result(false, "There is no such order.", List.of());
                };
        String text = String.join(
                ". ",
                Stream.concat(Stream.of(result.text()), result.notes().stream()).toList());
        return Answer.to("/uploads/" + history.jobId()).saying(text, result.good());
    }

    private Search search(String text) {
        if (text.isEmpty()) {
            return new Search("", List.of(), null);
        }
        JobSearch.Found found = desk.encoder().find(desk.workbench(), text);
        return new Search(
                text,
                // the note says what is left out
                readable(found.jobs()),
                found.note());
    }

    private Upload upload(List<JobHistory> versions) {
        JobHistory history = versions.get(0);
        JobView view = views.of(history);
        Claim claim = views.lastClaim(history).orElse(null);
        Instant now = desk.clock().instant();
        Double minutes = view.billableMinutes();
        Optional<Price> price = desk.workbench().price();
        String encoding = view.isLive() ? view.encodingId() : null;
        return new Upload(
                view,
                claim,
                ledger.lastEnd(history),
                Timeline.of(new JobRecords(ledger).of(history), claim, view.isLive(), now),
                claim == null || claim.profile() == null
                        ? null
                        : desk.overview().estimate(claim),
                minutes == null
                        ? null
                        : price.map(of -> Show.money(of.of(minutes), of.currency()))
                                .orElse(null),
                encoding == null ? null : desk.progress().of(List.of(encoding)).get(encoding),
                readable(versions.subList(1, versions.size())));
    }

    private List<JobView> readable(List<JobHistory> jobs) {
        return jobs.stream()
                .limit(MOST)
                .flatMap(job -> JobByJob.read(() -> Optional.of(views.of(job)), why -> {}).stream())
                .toList();
    }

    /**
     * @param found exactly what was asked for, the versions of its key after it
     * @param note what is to be said of the search, or null
     */
    public record Search(String text, List<JobView> found, String note) {}

    /**
     * @param claim of the last attempt that has one, or null
     * @param end of the last attempt, or null
     * @param estimate of the billable minutes, for people, or null
     * @param price of the minutes that are billed, for people, or null
     * @param percent that the encoder has done, or null
     * @param others the other versions of the key
     */
    public record Upload(
            JobView view,
            Claim claim,
            End end,
            List<Timeline.Step> steps,
            String estimate,
            String price,
            Integer percent,
            List<JobView> others) {
        /** @param order {@code stop}, {@code retry} or {@code release} */
        public boolean allows(String order) {
            return switch (order) {
                case "stop" -> view.isLive() && view.encodingId() != null;
                case "retry" -> JobOrders.canRetry(view);
                case "release" -> "budget".equals(view.heldBy());
                default -> false;
            };
        }
    }

    /** An order that is to be confirmed. */
    public record Order(String name, Upload upload) {}
}
