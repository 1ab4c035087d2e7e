package io.transcoder.console;

import io.transcoder.job.Estimates;
import io.transcoder.job.JobRecords;
import io.transcoder.job.JobSearch;
import io.transcoder.job.JobView;
import io.transcoder.job.JobViews;
import io.transcoder.job.Price;
import io.transcoder.ledger.Bill;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.End;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.operate.JobOrders;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds uploads, tells the story of one, and takes orders about it. */
public final class UploadsPage implements Page {
    private static final int MOST = 20;

    private final Desk desk;
    private final Ledger ledger;
    private final JobOrders orders;

    UploadsPage(Desk desk) {
        this.desk = desk;
        this.ledger = desk.workbench().ledger();
        this.orders = new JobOrders(desk.workbench(), desk.encoder());
    }

    @Override
    public String path() {
        return "/uploads";
    }

    @Override
    public String title() {
        return "Uploads";
    }

    @Override
    public Answer get(Request request) {
        // the views below say what is held now
        ledger.orderBook().read();
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
        return parts.length == 1
                ? Answer.page("upload", upload)
                : confirm(parts[1], upload)
                        .map(asked -> Answer.page("confirm", asked))
                        .orElseGet(() -> Answer.fault(404, "There is no such order, or not in this state."));
    }

    @Override
    public Answer post(Request request) {
        String[] parts = request.below().split("/", 2);
        JobHistory history = ledger.history(parts[0]);
        if (parts.length < 2 || history.createdAt().isEmpty()) {
            return Answer.fault(404, "There is no such job.");
        }
        ledger.orderBook().read();
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
            return new Search("", List.of(), List.of(), null);
        }
        JobSearch.Found found = desk.encoder().find(desk.workbench(), text);
        var views = new JobViews(ledger);
        return new Search(
                text,
                found.jobs().stream().limit(MOST).map(views::of).toList(),
                desk.overview().known(text, MOST),
                found.note());
    }

    private Upload upload(List<JobHistory> versions) {
        JobHistory history = versions.get(0);
        JobView view = new JobViews(ledger).of(history);
        Claim claim = lastClaim(history);
        List<JobRecords.Entry> records = new JobRecords(ledger).of(history);
        Instant now = desk.clock().instant();
        String estimate = claim == null || claim.profile() == null ? null : estimate(claim);
        return new Upload(
                view,
                claim,
                ledger.lastEnd(history),
                Timeline.of(records, claim, view.isLive(), now),
                estimate,
                view.billableMinutes() == null
                        ? null
                        : desk.workbench()
                                .price()
                                .map(price -> price.of(view.billableMinutes()))
                                .orElse(null),
                desk.workbench().price().map(Price::currency).orElse(""),
                view.isLive() && view.encodingId() != null
                        ? desk.progress().of(List.of(view.encodingId())).get(view.encodingId())
                        : null,
                versions.subList(1, versions.size()).stream()
                        .limit(MOST)
                        .map(new JobViews(ledger)::of)
                        .toList(),
                now);
    }

    private Claim lastClaim(JobHistory history) {
        return history.attempts().descendingKeySet().stream()
                .flatMap(attempt -> ledger.claimOf(history.jobId(), attempt).stream())
                .findFirst()
                .orElse(null);
    }

    private String estimate(Claim claim) {
        Bill due = Bill.due(claim, desk.costs().today().toString(), null);
        return new Estimates(desk.costs()
                        .bills(desk.costs().today().minusDays(30), desk.costs().today()))
                .ofProfile(due.profile(), due.bytes());
    }

    private static Optional<Confirm> confirm(String order, Upload upload) {
        JobView job = upload.view();
        String name = job.name() == null ? "job " + job.id() : Show.text(job.name());
        String estimate = upload.estimate() == null || upload.estimate().equals("unknown")
                ? "What it will be billed for is not known before three jobs of its profile are finished."
                : "By the finished jobs of its profile it is billed for " + upload.estimate() + ".";
        String action = "/uploads/" + job.id() + "/" + order;
        String back = "/uploads/" + job.id();
        return switch (order) {
            case "stop" ->
                upload.canStop()
                        ? Optional.of(new Confirm(
                                "Stop " + name + "?",
                                List.of(
                                        "The encoding is stopped, and the job ends as skipped, without a dead letter.",
                                        "What Bitmovin has encoded until then is paid for. The source stays.",
                                        "It can be tried again later."),
                                action,
                                Map.of(),
                                "Stop the encoding",
                                true,
                                true,
                                back))
                        : Optional.empty();
            case "retry" ->
                upload.canRetry()
                        ? Optional.of(new Confirm(
                                "Try " + name + " again?",
                                List.of("This makes another attempt, which is paid for.", estimate),
                                action,
                                Map.of(),
                                "Make another attempt",
                                false,
                                false,
                                back))
                        : Optional.empty();
            case "release" ->
                upload.canRelease()
                        ? Optional.of(new Confirm(
                                "Start " + name + " beyond the budget?",
                                List.of(
                                        "The budget is used up: " + Show.text(job.reason()) + ".",
                                        "This starts it all the same, which is paid for.",
                                        estimate),
                                action,
                                Map.of(),
                                "Start it",
                                false,
                                false,
                                back))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /**
     * @param found exactly what was asked for, the versions of its key after it
     * @param known others that are open and hold the text
     * @param note what is to be said of the search, or null
     */
    public record Search(String text, List<JobView> found, List<Claim> known, String note) {}

    /**
     * @param claim of the last attempt that has one, or null
     * @param end of the last attempt, or null
     * @param estimate of the billable minutes, for people, or null
     * @param price of the minutes that are billed, or null
     * @param percent that the encoder has done, or null
     * @param others the other versions of the key
     */
    public record Upload(
            JobView view,
            Claim claim,
            End end,
            Timeline timeline,
            String estimate,
            BigDecimal price,
            String currency,
            Integer percent,
            List<JobView> others,
            Instant now) {
        public boolean canStop() {
            return view.isLive() && view.encodingId() != null;
        }

        public boolean canRetry() {
            return JobOrders.canRetry(view);
        }

        public boolean canRelease() {
            return "budget".equals(view.heldBy());
        }
    }
}
