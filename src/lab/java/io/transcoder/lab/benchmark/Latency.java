package io.transcoder.lab.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The part {@code latency}: from the event sent to the start accepted, where Bitmovin and S3 take their time, against the sequential floor: the sum
 * of all calls, as if each waited for the one before.
 */
final class Latency {
    private static final long BITMOVIN_MILLIS = 50;
    private static final long S3_MILLIS = 10;
    /** By the profile that takes them. */
    private static final Map<String, String> PREFIXES =
            new TreeMap<>(Map.of("mp4", "in/", "xdcam-stereo-mp4", "in/xdcam/"));

    private static final int WARM_UP = 200;
    private static final int UPLOADS = Integer.getInteger("benchmark.uploads", 300);
    /** Some three uploads are at work at once. */
    private static final long BETWEEN_UPLOADS_MILLIS = 100;

    private final Report report;

    Latency(Report report) {
        this.report = report;
    }

    void run(Path folder, Path javaHome) {
        report.line(
                "latency",
                "From the event sent to the start accepted, " + BITMOVIN_MILLIS + " ms a Bitmovin call, " + S3_MILLIS
                        + " ms an S3 call, " + UPLOADS + " uploads, one every " + BETWEEN_UPLOADS_MILLIS + " ms");
        PREFIXES.forEach((profile, prefix) -> run(folder, javaHome, profile, prefix));
    }

    private void run(Path folder, Path javaHome, String profile, String prefix) {
        report.progress("latency: the calls of one upload by " + profile);
        Sequence sequence = Sequence.ofApplication(folder, javaHome, prefix);
        sequence.calls().forEach(call -> report.progress("  " + call));
        List<Double> millis = measured(folder, javaHome, prefix);
        double floor = sequence.toBitmovin() * BITMOVIN_MILLIS + sequence.toS3() * S3_MILLIS;
        double median = Figures.median(millis);
        double slow = Figures.percentile(millis, 99);
        report.line(
                "latency",
                "   " + profile + ": sequential floor " + Figures.text(floor) + " ms = " + sequence.toBitmovin() + " x "
                        + BITMOVIN_MILLIS + " + " + sequence.toS3() + " x " + S3_MILLIS);
        report.line(
                "latency",
                "      p50 " + Figures.text(median) + " ms, " + Figures.text(median / floor) + " x the floor; p99 "
                        + Figures.text(slow) + " ms, " + Figures.text(slow / floor) + " x");
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("calls", sequence.calls());
        figures.put("floorMillis", floor);
        figures.put("p50Millis", Figures.rounded(median));
        figures.put("p99Millis", Figures.rounded(slow));
        figures.put("millis", millis);
        report.figures("latency-" + profile, figures);
    }

    private List<Double> measured(Path folder, Path javaHome, String prefix) {
        try (Rig rig = Rig.quiet(folder);
                DelayLine s3 = DelayLine.before(rig.s3Endpoint(), S3_MILLIS);
                DelayLine bitmovin = DelayLine.before(rig.encoderUrl(), BITMOVIN_MILLIS);
                Side application = rig.application(
                        javaHome,
                        List.of(),
                        Map.of(
                                "aws.s3.endpoint", s3.endpoint().toString(),
                                "bitmovin.url", bitmovin.endpoint().toString()))) {
            report.progress("latency: warm-up of " + WARM_UP + ", then " + UPLOADS + " uploads");
            sent(rig, application, prefix + "warm-up", WARM_UP);
            rig.forget(Rig.APPLICATION);
            Map<String, Long> sent = sent(rig, application, prefix + "measured", UPLOADS);
            Map<String, Long> starts = rig.starts();
            List<Double> millis = new ArrayList<>();
            // the encoder notes the start when it is asked; its answer is held back after that, and belongs to the call
            sent.forEach((key, at) -> millis.add((starts.get(key) - at) / 1000.0 + BITMOVIN_MILLIS));
            return millis;
        }
    }

    /** By key, in microseconds since 1970. */
    private static Map<String, Long> sent(Rig rig, Side side, String prefix, int count) {
        Map<String, String> events = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String key = prefix + "/VX-" + i + ".mxf";
            events.put(key, rig.uploadQuietly(side.name(), key));
        }
        String queue = rig.eventsUrl(side.name());
        Map<String, Long> sent = new LinkedHashMap<>();
        long next = System.nanoTime();
        for (var event : events.entrySet()) {
            Pause.micros(Math.max(0, (next - System.nanoTime()) / 1000));
            next += BETWEEN_UPLOADS_MILLIS * 1_000_000;
            sent.put(event.getKey(), FastEncoder.micros());
            rig.send(queue, event.getValue());
        }
        while (rig.started() < count) {
            side.process().requireAlive();
            Pause.millis(20);
        }
        return sent;
    }
}
