package io.transcoder.lab.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.lab.matrix.AppProcess;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What it costs to watch many open jobs, and how soon an output is noticed. The application runs in JVMs of its own; S3 and the
 * encoder answer as slowly as the real ones, and count. As many jobs are opened as end, so that the number stays.
 *
 * <p>System properties: {@code benchmark.open}, jobs; {@code benchmark.instances}; {@code benchmark.ends-per-minute}, at most as many
 * as Bitmovin lets one create, 600; {@code benchmark.warm-up-seconds}; {@code benchmark.seconds}, measured;
 * {@code benchmark.period-seconds}; {@code benchmark.s3-millis} and {@code benchmark.encoder-millis}, for one answer;
 * {@code benchmark.heap-megabytes}.
 */
public final class WatchBenchmark implements AutoCloseable {
    private static final String SOURCES = "mam-in";
    private static final String OUTPUTS = "mam-out";
    private static final Path FOLDER = Path.of("target", "watch-benchmark");
    /** From the output to the status FINISHED. */
    private static final Duration FINISH_LAG = Duration.ofSeconds(2);

    /** What a round costs however little happens. */
    private static final Set<String> OF_THE_ROUND =
            Set.of("LIST marker", "LIST output", "LIST instance", "PUT instance", "DELETE instance");

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int PERIODS_TO_END = 4;

    private final int open = Integer.getInteger("benchmark.open", 10_000);
    private final int instances = Integer.getInteger("benchmark.instances", 1);
    private final int endsPerMinute = Integer.getInteger("benchmark.ends-per-minute", 600);
    private final Duration warmUp = seconds("benchmark.warm-up-seconds", 90);
    private final Duration measured = seconds("benchmark.seconds", 240);
    private final Duration period = seconds("benchmark.period-seconds", 15);
    private final int heap = Integer.getInteger("benchmark.heap-megabytes", 128);

    private final S3EventReader events = new S3EventReader();
    private final ObjectMapper json = LedgerJson.mapper(events);
    private final CountingStore store = new CountingStore(millis("benchmark.s3-millis", 20), this::deleted);
    private final StatusService encoder = new StatusService(millis("benchmark.encoder-millis", 60));
    private final SandboxQueues queues = SandboxQueues.start();
    private final List<AppProcess> applications = new ArrayList<>();
    private final ScheduledExecutorService ends = Executors.newSingleThreadScheduledExecutor();

    private final Queue<Job> running = new ConcurrentLinkedQueue<>();
    private final Map<String, Instant> outputs = new ConcurrentHashMap<>();
    private final Queue<Duration> waits = new ConcurrentLinkedQueue<>();
    private int made;
    private long mostMemory;

    private WatchBenchmark() throws IOException {}

    public static void main(String[] args) throws IOException {
        int exit;
        try (var benchmark = new WatchBenchmark()) {
            exit = benchmark.run() ? 0 : 1;
        }
        // threads of the services' libraries may live on
        System.exit(exit);
    }

    /** @return whether every output was noticed */
    private boolean run() throws IOException {
        System.out.printf("%d open jobs, %d instances, a period of %d s%n", open, instances, period.toSeconds());
        Files.createDirectories(FOLDER);
        for (int i = 0; i < open; i++) {
            running.add(openJob());
        }
        queues.createWithDeadLetters("transcode-events", "transcode-dead-letters", 5, Duration.ofSeconds(30));
        Instant begin = Instant.now();
        for (int i = 1; i <= instances; i++) {
            applications.add(start("instance-" + i));
        }
        pass(begin, begin.plus(warmUp), "warms up");
        Instant from = Instant.now();
        if (endsPerMinute > 0) {
            ends.scheduleAtFixedRate(this::endOne, 0, MINUTE.toNanos() / endsPerMinute, TimeUnit.NANOSECONDS);
        }
        pass(begin, from.plus(measured), "measures");
        Instant to = Instant.now();
        ends.shutdown();
        Instant last = to.plus(period.multipliedBy(PERIODS_TO_END));
        while (!outputs.isEmpty() && Instant.now().isBefore(last)) {
            pass(begin, Instant.now().plusSeconds(1), "comes to its end");
        }
        return report(from, to);
    }

    private AppProcess start(String name) {
        Map<String, String> settings = new HashMap<>();
        settings.put("aws.s3.endpoint", store.endpoint().toString());
        settings.put("aws.sqs.endpoint", queues.endpoint().toString());
        settings.put("aws.access-key", "sandbox");
        settings.put("aws.secret-key", "sandbox-secret-81d0");
        settings.put("source.bucket", SOURCES);
        settings.put("output.bucket", OUTPUTS);
        settings.put("bitmovin.url", encoder.url().toString());
        settings.put("bitmovin.api-key", "sandbox-key-5f1c");
        settings.put("watch.period", period.toSeconds() + "s");
        settings.put("camel.management.port", "0");
        Path routes = Path.of(System.getProperty("routes.directory", "routes"));
        return AppProcess.start(FOLDER, name, settings, routes, heap);
    }

    private Job openJob() {
        int number = ++made;
        String key = "in/VX-" + number + ".mxf";
        CountingStore.Stored stored = store.put(SOURCES, key, ("media " + number).getBytes(StandardCharsets.UTF_8));
        var source = new Source(stored.eTag(), null, stored.modified(), stored.body().length);
        Upload upload =
                events.read(S3Events.put(SOURCES, key).json()).uploads().get(0).seenAs(source);
        String encodingId = new UUID(0, number).toString();
        String output = "out/VX-" + number + ".mxf_bitmovin.mp4";
        var claim = new Claim(
                upload.id(),
                upload,
                1,
                "mp4",
                encodingId,
                List.of(new Output(output, "mp4/" + encodingId)),
                Map.of(),
                source,
                Instant.now(),
                0,
                List.of(),
                null);
        String folder = "_jobs/" + upload.id() + "/1.";
        store.put(OUTPUTS, folder + "claim", bytes(claim));
        store.put(OUTPUTS, folder + "start", bytes(Map.of("maker", "benchmark", "at", Instant.now())));
        store.put(OUTPUTS, "_jobs/open/" + upload.id() + ".1", bytes(Map.of("upload", upload, "source", source)));
        return new Job(upload.id(), encodingId, output);
    }

    private void endOne() {
        Job job = running.remove();
        Instant now = Instant.now();
        outputs.put(OUTPUTS + "/_jobs/open/" + job.id(), now);
        encoder.finish(job.encodingId(), now.plus(FINISH_LAG));
        store.put(OUTPUTS, job.output(), "an output".getBytes(StandardCharsets.UTF_8));
        running.add(openJob());
    }

    /** The marker goes last. */
    private void deleted(String path) {
        Instant output = outputs.remove(path);
        if (output != null) {
            waits.add(Duration.between(output, Instant.now()));
        }
    }

    private void pass(Instant begin, Instant until, String what) {
        while (Instant.now().isBefore(until)) {
            Duration left = Duration.between(Instant.now(), until);
            LockSupport.parkNanos((left.compareTo(BETWEEN_LINES) < 0 ? left : BETWEEN_LINES).toNanos());
            applications.forEach(AppProcess::requireAlive);
            applications.forEach(application -> mostMemory = Math.max(mostMemory, application.residentMemory()));
            System.out.printf(
                    "  %4d s %s: %d outputs noticed, %d wait; in the last 10 s %d calls to S3, %d to the encoder; %d MB%n",
                    Duration.between(begin, Instant.now()).toSeconds(),
                    what,
                    waits.size(),
                    outputs.size(),
                    store.tally().inTheLast(BETWEEN_LINES),
                    encoder.tally().inTheLast(BETWEEN_LINES),
                    mostMemory / 1_000_000);
        }
    }

    private boolean report(Instant from, Instant to) throws IOException {
        double minutes = Duration.between(from, to).toMillis() / 60_000.0;
        Map<String, Long> s3 = store.tally().between(from, to);
        long status = encoder.tally().between(from, to).getOrDefault(StatusService.STATUS, 0L);
        long requests = s3.values().stream().mapToLong(Long::longValue).sum();
        List<Duration> sorted = waits.stream().sorted().toList();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("open jobs", open);
        figures.put("instances", instances);
        figures.put("period, s", period.toSeconds());
        figures.put("heap, MB", heap);
        figures.put("ends a minute", endsPerMinute);
        figures.put("status calls a minute", Math.round(status / minutes));
        figures.put("status calls in the fullest minute", encoder.tally().mostInAMinute(StatusService.STATUS));
        figures.put("list calls in the fullest minute", encoder.tally().mostInAMinute("GET others"));
        figures.put("S3 requests a minute", Math.round(requests / minutes));
        long watching = s3.entrySet().stream()
                .filter(kind -> OF_THE_ROUND.contains(kind.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        figures.put("S3 of the rounds per open job and hour", round(watching * 60 / minutes / open));
        figures.put("S3 of each job that ended", round((requests - watching) / (minutes * Math.max(1, endsPerMinute))));
        s3.forEach((kind, count) -> figures.put("S3 a minute: " + kind, round(count / minutes)));
        figures.put("outputs noticed", sorted.size());
        figures.put("outputs not noticed", outputs.size());
        figures.put("output to clean-up p50, s", at(sorted, 0.5));
        figures.put("output to clean-up p95, s", at(sorted, 0.95));
        figures.put("output to clean-up max, s", at(sorted, 1));
        figures.put("resident memory, MB", mostMemory / 1_000_000);
        figures.forEach((name, value) -> System.out.printf("| %-40s | %10s |%n", name, value));
        String document = json.writerWithDefaultPrettyPrinter().writeValueAsString(figures);
        System.out.println(document);
        Files.writeString(FOLDER.resolve("figures-" + open + "-" + instances + ".json"), document);
        return outputs.isEmpty();
    }

    private static double at(List<Duration> sorted, double share) {
        return sorted.isEmpty()
                ? 0
                : round(sorted.get((int) Math.ceil(share * sorted.size()) - 1).toMillis() / 1000.0);
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private byte[] bytes(Object record) {
        try {
            return json.writeValueAsBytes(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration seconds(String property, int otherwise) {
        return Duration.ofSeconds(Integer.getInteger(property, otherwise));
    }

    private static Duration millis(String property, int otherwise) {
        return Duration.ofMillis(Integer.getInteger(property, otherwise));
    }

    @Override
    public void close() {
        ends.shutdownNow();
        applications.forEach(AppProcess::close);
        encoder.close();
        queues.close();
        store.close();
    }

    private record Job(String id, String encodingId, String output) {}
}
