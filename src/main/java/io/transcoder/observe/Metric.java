package io.transcoder.observe;

import io.transcoder.config.Shipped;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The metrics that the application itself gives to Prometheus; a meter is called as its constant. {@code metrics.yaml} says what
 * each tells, and its labels.
 */
public enum Metric {
    UPLOADS_RECEIVED,
    UPLOAD_AGE_AT_RECEIVE,
    UPLOAD_AGE_AT_START,
    RECORDS_IGNORED,
    UPLOADS_SKIPPED,
    MESSAGES_DROPPED,
    MESSAGES_HELD,
    DEAD_LETTERS,
    ENCODINGS_STARTED,
    ENCODE_DURATION,
    BILLABLE_MINUTES,
    BILLED_PRICE,
    BUDGET_USED_RATIO,
    MAM_TOLD,
    OUTPUT_TO_CLEANUP,
    OPEN_JOBS,
    OPEN_JOBS_OLDEST,
    WATCH_LAST_ROUND_TIMESTAMP,
    ROUTES_OUTDATED,
    ORPHANS_REMOVED,
    RECONCILE_FINDINGS,
    RECONCILE_LAST_TIMESTAMP,
    CANARY_LAST_SUCCESS_TIMESTAMP,
    CANARY_DURATION,
    CANARY_FAILURES,
    UPLOADS_IN_WORK,
    INTAKE_STATE,
    INTAKE_LAST_RECEIVE_TIMESTAMP,
    BITMOVIN_CALL_DURATION,
    BITMOVIN_REFUSALS,
    BITMOVIN_PAUSE,
    BITMOVIN_ANSWERS,
    NOTIFICATIONS,
    NOTIFICATIONS_OLDEST,
    AWS_REQUESTS;

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

        private final Duration[] buckets;

        Type(double... seconds) {
            buckets = Arrays.stream(seconds)
                    .mapToObj(bound -> Duration.ofMillis(Math.round(bound * 1000)))
                    .toArray(Duration[]::new);
        }
    }

    private static final class Texts {
        static final Map<?, ?> ALL = Shipped.yaml("metrics.yaml");
    }

    private final Type type;
    private final String meaning;
    private final Map<String, String> labels = new LinkedHashMap<>();

    Metric() {
        var texts = (Map<?, ?>) Texts.ALL.get(name());
        type = Type.valueOf(texts.get("type").toString().toUpperCase(Locale.ROOT));
        meaning = texts.get("meaning").toString();
        if (texts.get("labels") instanceof Map<?, ?> map) {
            map.forEach((name, values) -> labels.put(name.toString(), values.toString()));
        }
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

    /** Each label's name in their order, with which values there are, for people. */
    public Map<String, String> labels() {
        return Collections.unmodifiableMap(labels);
    }

    public boolean isHistogram() {
        return type.buckets.length > 0;
    }

    /** The bounds of the buckets; none where it is no histogram. */
    Duration[] buckets() {
        return type.buckets.clone();
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
