package io.transcoder.observe;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The metrics that the application itself gives to Prometheus; a meter is called as its constant. No label holds a key, an id or any
 * other text of an upload, so that the number of series depends on the routes alone.
 */
public enum Metric {
    UPLOADS_RECEIVED(Type.COUNTER, "Uploads taken from the queue. One that had to go back to the queue counts again."),
    UPLOAD_AGE_AT_RECEIVE(
            Type.HISTOGRAM,
            "From the time in the upload's event to each receive of its message; the maximum of the last two minutes tells how old"
                    + " the oldest event is that waits."),
    UPLOAD_AGE_AT_START(
            Type.HISTOGRAM,
            "From the time in the upload's event to the start of its encoding. After a replay that is long."),
    RECORDS_IGNORED(
            Type.COUNTER,
            "What messages told of that is no upload for us.",
            new Label(
                    "reason",
                    "`no-profile`, `other-bucket`, `source-gone`, `side-file`, `too-large`, `folder-placeholder`, `test-event`,"
                            + " `not-a-creation`, `not-s3`, `empty`, `sns-subscription`, `unreadable`")),
    UPLOADS_SKIPPED(
            Type.COUNTER,
            "Uploads that need no encode.",
            new Label(
                    "reason",
                    "`source-gone`, `source-empty`, `superseded`, `stopped` (by an operator, before its start)")),
    MESSAGES_DROPPED(
            Type.COUNTER,
            "Late and repeated messages of jobs that need none.",
            new Label("reason", "what the job is already: `encoding`, `finished`, `skipped`, `failed`, `stopped`")),
    MESSAGES_HELD(
            Type.COUNTER,
            "Times that a message was left in the queue for later.",
            new Label(
                    "remedy",
                    "`RETRY`, `RETRY_AFTER_RESET`, `ASK_FIRST`, `QUEUE_FULL`, `QUOTA`, `CONFIGURATION`, `PERMANENT`")),
    DEAD_LETTERS(
            Type.COUNTER,
            "Dead letters sent.",
            new Label("step", "the call, the route or, for a failed encoding, the profile"),
            new Label("kind", "`permanent`, `exhausted`, `malformed`, `encoding-failed`")),
    ENCODINGS_STARTED(Type.COUNTER, "Encodings started, each of which is paid.", Label.PROFILE),
    ENCODE_DURATION(
            Type.HISTOGRAM,
            "From the start record to the end record; it is as exact as `watch.period`. Without encodings that"
                    + " Bitmovin forgot.",
            Label.PROFILE,
            new Label("outcome", "`finished`, `failed`, `skipped` (stopped by an operator or for a newer version)")),
    BILLABLE_MINUTES(
            Type.COUNTER,
            "Minutes that Bitmovin bills, as its statistics say, counted when the bill is recorded.",
            Label.PROFILE,
            new Label("outcome", "`finished`, `failed`, `skipped` (stopped by an operator or for a newer version)")),
    BUDGET_USED_RATIO(
            Type.GAUGE,
            "Part of `budget.minutes-a-day` or `-a-month` that the current one has used, with the estimates of what is at work; 0"
                    + " where there is none.",
            new Label("period", "`day`, `month`")),
    OUTPUT_TO_CLEANUP(
            Type.HISTOGRAM,
            "From the last output's appearance, or with `source.delete-after` from its verification, to the clean-up of the source.",
            Label.PROFILE),
    OPEN_JOBS(
            Type.GAUGE,
            "Jobs that this instance watches and that are not done, as it last saw them; the sum over the instances is all of them.",
            new Label(
                    "state",
                    "`claimed` (waits for its start), `held` (its start is paused, or a budget is used up), `encoding`, `finished` (waits for `source.delete-after`), `other` (its message"
                            + " is on the way, or it is about to be closed), `unknown` (not looked at yet)")),
    OPEN_JOBS_OLDEST(Type.SECONDS, "Age of the oldest open job's marker; 0 where none is open."),
    WATCH_LAST_ROUND_TIMESTAMP(
            Type.SECONDS, "When the watcher last listed the open jobs, since 1970; 0 before the first time."),
    ROUTES_OUTDATED(
            Type.GAUGE,
            "1 while the routes that run are not those in the files: an edit is refused or waits, see `/observe/health`."),
    ORPHANS_REMOVED(Type.COUNTER, "Encodings deleted that were left behind unclaimed and never started."),
    UPLOADS_IN_WORK(Type.GAUGE, "Messages taken and not yet done with, of `queue.consumers`."),
    INTAKE_STATE(
            Type.GAUGE,
            "1 for the state that the intake is in, 0 for the others.",
            new Label("state", "`receiving`, `paused` (by an outage), `deaf` (no receive succeeds)")),
    INTAKE_LAST_RECEIVE_TIMESTAMP(
            Type.SECONDS, "When SQS last answered a receive, with or without a message, since 1970."),
    BITMOVIN_CALL_DURATION(
            Type.CALLS,
            "Calls to Bitmovin, each try of its own. Their number is `_count`.",
            new Label("method", "`GET`, `POST`, `PUT`, `DELETE`"),
            new Label("endpoint", "the path, ids as `{id}`"),
            new Label("status", "`2xx`, `3xx`, `4xx`, `429`, `5xx`, `none` (no answer); `4xx` is without `429`")),
    BITMOVIN_REFUSALS(
            Type.COUNTER,
            "Answers of Bitmovin with an error code.",
            new Label("code", "[Bitmovin's](../operations.md)")),
    BITMOVIN_PAUSE(Type.SECONDS, "What is left of the pause that Bitmovin asked for; 0 where there is none."),
    BITMOVIN_ANSWERS(Type.GAUGE, "1 where a call was answered lately, else 0; the same as the health check `encoder`."),
    AWS_REQUESTS(
            Type.COUNTER,
            "Requests sent to S3 and SQS, each try of its own, as the bill counts them.",
            new Label("service", "`S3`, `Sqs`"),
            new Label("operation", "as AWS names it, such as `PutObject`"));

    /** How the figure is kept. */
    enum Type {
        COUNTER,
        /** A gauge of a number of things. */
        GAUGE,
        /** A gauge of seconds. */
        SECONDS,
        /** Of seconds to hours. */
        HISTOGRAM(1, 5, 15, 60, 300, 900, 3600, 21600),
        /** Of calls over the network. */
        CALLS(0.1, 0.25, 0.5, 1, 5, 30);

        private final List<BigDecimal> bounds;

        Type(double... seconds) {
            bounds = Arrays.stream(seconds).mapToObj(BigDecimal::valueOf).toList();
        }
    }

    /** @param values which there are, for people */
    public record Label(String name, String values) {
        private static final Label PROFILE = new Label("profile", "the route that built it");
    }

    private final Type type;
    private final String meaning;
    private final List<Label> labels;

    Metric(Type type, String meaning, Label... labels) {
        this.type = type;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    String meterName() {
        return "transcoder." + name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Null where it is a number of things. */
    public String unit() {
        return type == Type.SECONDS || isHistogram() ? "seconds" : null;
    }

    public String meaning() {
        return meaning;
    }

    public List<Label> labels() {
        return labels;
    }

    public boolean isHistogram() {
        return !type.bounds.isEmpty();
    }

    /** The bounds of the buckets; none where it is no histogram. */
    Duration[] buckets() {
        return type.bounds.stream()
                .map(seconds -> Duration.ofMillis(seconds.movePointRight(3).longValue()))
                .toArray(Duration[]::new);
    }

    /** The bounds of the buckets, in seconds; empty where it is no histogram. */
    public List<String> bounds() {
        return type.bounds.stream()
                .map(seconds -> seconds.stripTrailingZeros().toPlainString())
                .toList();
    }

    /** The name of the family at {@code /observe/metrics}. */
    public String prometheusName() {
        String name = meterName().replace('.', '_');
        if (type == Type.COUNTER) {
            return name + "_total";
        }
        return unit() == null ? name : name + "_" + unit();
    }
}
