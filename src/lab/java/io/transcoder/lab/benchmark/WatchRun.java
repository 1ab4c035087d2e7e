package io.transcoder.lab.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.sandbox.Site;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * One run of the {@link WatchBenchmark} on services of its own. When the application knows every open job, jobs begin to end, and as many
 * are opened; after the warm-up it is measured.
 */
final class WatchRun implements AutoCloseable {
    static final String NOT_CLEANED_UP = "outputs not cleaned up after";
    /** The names of those figures begin with it that a table leaves out. */
    static final String BY_KIND = "S3 a minute: ";

    private static final String SOURCES = "mam-in";
    private static final String OUTPUTS = "mam-out";
    private static final String EVENTS = "transcode-events";
    private static final Path FOLDER = Path.of("target", "watch-benchmark");
    /** From the output to the status FINISHED. */
    private static final Duration FINISH_LAG = Duration.ofSeconds(2);

    /** What a round costs however little happens. */
    private static final Pattern OF_THE_ROUND =
            Pattern.compile("LIST (open|output|orders|bills-due|instances)|(PUT|DELETE) instances");

    private static final int MANY = 50_000;
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final int PERIODS_TO_END = 4;

    private final int open;
    private final int instances;
    private final SmallMachine machine;
    private final int endsPerMinute;
    private final Duration warmUp = seconds("benchmark.warm-up-seconds", 30);
    private final Duration measured;
    private final Duration period = seconds("benchmark.period-seconds", 15);

    private final S3EventReader events = new S3EventReader();
    private final ObjectMapper json = LedgerJson.mapper(events);
    private final CountingStore store = new CountingStore(millis("benchmark.s3-millis", 20), this::deleted);
    private final StatusService encoder = new StatusService(millis("benchmark.encoder-millis", 60), this::started);
    private final SandboxQueues queues = SandboxQueues.start();
    private final List<WatchedApplication> applications = new ArrayList<>();
    private final ScheduledExecutorService ends = Executors.newSingleThreadScheduledExecutor();

    private final Queue<Job> running = new ConcurrentLinkedQueue<>();
    /** Those among them that the application started itself. */
    private final Queue<Job> started = new ConcurrentLinkedQueue<>();

    private final Map<String, Job> sent = new ConcurrentHashMap<>();
    private final Map<String, Instant> outputs = new ConcurrentHashMap<>();
    private final Queue<Wait> starts = new ConcurrentLinkedQueue<>();
    private final Queue<Wait> cleanUps = new ConcurrentLinkedQueue<>();
    private int made;
    private int ended;

    /**
     * @param machine on which each job is opened by an event and started by the application; null where jobs are opened in the ledger
     *     and the application may take what it wants
     */
    WatchRun(int open, int instances, Duration measured, SmallMachine machine) throws IOException {
        this.open = open;
        this.instances = instances;
        this.measured = measured;
        this.machine = machine;
        // no encode takes less than a minute
        endsPerMinute = Math.min(open, Integer.getInteger("benchmark.ends-per-minute", 600));
    }

    /** What was measured, by name; the names and their order are those of the table. */
    Map<String, Object> run() throws IOException {
        System.out.printf("%d open jobs, %d instances, a period of %d s%n", open, instances, period.toSeconds());
        Files.createDirectories(FOLDER);
        for (int i = 0; i < open; i++) {
            running.add(openJob());
        }
        queues.createWithDeadLetters(EVENTS, "transcode-dead-letters", 5, Duration.ofSeconds(30));
        Instant begin = Instant.now();
        for (int i = 1; i <= instances; i++) {
            applications.add(WatchedApplication.start(FOLDER, "instance-" + i, settings(), java()));
        }
        while (!areAllKnown()) {
            if (Instant.now().isAfter(begin.plus(PATIENCE))) {
                throw new IllegalStateException("Not every job was known after " + PATIENCE);
            }
            pass(begin, Instant.now().plus(BETWEEN_LOOKS), "learns of the jobs");
        }
        Duration untilKnown = Duration.between(begin, Instant.now());
        ScheduledFuture<?> ending =
                ends.scheduleAtFixedRate(this::endOne, 0, MINUTE.toNanos() / endsPerMinute, TimeUnit.NANOSECONDS);
        pass(begin, Instant.now().plus(warmUp), "warms up");
        Instant from = Instant.now();
        double rounds = ofWatch("count");
        double inRounds = ofWatch("sum");
        List<Sample> samples = pass(begin, from.plus(measured), "measures");
        Instant to = Instant.now();
        rounds = ofWatch("count") - rounds;
        inRounds = ofWatch("sum") - inRounds;
        if (ending.isDone()) {
            throw new IllegalStateException("No more jobs ended: the encodes of all open ones were over");
        }
        ends.shutdown();
        Instant last = to.plus(period.multipliedBy(PERIODS_TO_END));
        while (!outputs.isEmpty() && Instant.now().isBefore(last)) {
            pass(begin, Instant.now().plus(BETWEEN_LOOKS), "comes to its end");
        }

        Map<String, Object> figures = new LinkedHashMap<>();
        double seconds = Duration.between(from, to).toMillis() / 1000.0;
        figures.put("open jobs", open);
        figures.put("instances", instances);
        figures.put("ends a minute", endsPerMinute);
        figures.put("until every job is known, s", untilKnown.toSeconds());
        figures.put("measured, s", Math.round(seconds));
        if (machine != null) {
            List<Double> toStart = within(starts, from, to);
            figures.put("uploads a second, started", round(toStart.size() / seconds));
            figures.put("event to start p50, s", at(toStart, 50));
            figures.put("event to start p95, s", at(toStart, 95));
            List<Integer> queue = samples.stream().map(Sample::queue).toList();
            figures.put("messages in the queue, at first", queue.get(0));
            figures.put("messages in the queue, at last", queue.get(queue.size() - 1));
            figures.put("messages in the queue, at most", Collections.max(queue));
        }
        putRequests(figures, from, to, seconds / 60);
        figures.put("a watcher's round, mean, s", round(inRounds / Math.max(1, rounds)));
        List<Double> toCleanUp = within(cleanUps, from, to);
        figures.put("output to clean-up p50, s", at(toCleanUp, 50));
        figures.put("output to clean-up p95, s", at(toCleanUp, 95));
        figures.put("output to clean-up max, s", at(toCleanUp, 100));
        figures.put(NOT_CLEANED_UP, outputs.size());
        List<Double> cores = samples.stream().map(Sample::cores).toList();
        figures.put("CPU cores, median of 10 s", Figures.rounded(Figures.median(cores)));
        figures.put("CPU cores, highest 10 s", Figures.rounded(Figures.percentile(cores, 100)));
        DoubleStream memory = applications.stream().mapToDouble(a -> a.process().mostResidentMegabytes());
        figures.put(
                "resident memory of an instance, at most, MB",
                Math.round(memory.max().orElseThrow()));
        Files.writeString(
                FOLDER.resolve("figures-" + open + "-" + instances + (machine == null ? "" : "-small") + ".json"),
                json.writerWithDefaultPrettyPrinter().writeValueAsString(figures));
        return figures;
    }

    private void putRequests(Map<String, Object> figures, Instant from, Instant to, double minutes) {
        Map<String, Long> s3 = store.tally().between(from, to);
        long requests = s3.values().stream().mapToLong(Long::longValue).sum();
        long watching = s3.entrySet().stream()
                .filter(kind -> OF_THE_ROUND.matcher(kind.getKey()).matches())
                .mapToLong(Map.Entry::getValue)
                .sum();
        long status = encoder.tally().between(from, to).getOrDefault(StatusService.STATUS, 0L);
        figures.put("status calls a minute", Math.round(status / minutes));
        figures.put("status calls in the fullest minute", encoder.tally().mostInAMinute(StatusService.STATUS));
        figures.put("S3 requests of the rounds, per open job and hour", round(watching * 60 / minutes / open));
        figures.put("S3 requests a job, besides those", round((requests - watching) / (minutes * endsPerMinute)));
        s3.forEach((kind, count) -> figures.put(BY_KIND + kind, round(count / minutes)));
    }

    private List<String> java() {
        String heap = System.getProperty("benchmark.heap-megabytes", open < MANY ? "128" : "256");
        return machine != null
                ? machine.java()
                : List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap + "m");
    }

    private Map<String, String> settings() {
        Map<String, String> settings = Site.addresses(store.endpoint(), queues.endpoint());
        settings.put("source.bucket", SOURCES);
        settings.put("output.bucket", OUTPUTS);
        settings.put("bitmovin.url", encoder.url().toString());
        settings.put("bitmovin.api-key", Site.API_KEY);
        settings.put("watch.period", period.toSeconds() + "s");
        settings.put("camel.management.port", "0");
        return settings;
    }

    /** Every instance has made a round, and among them they have looked at all jobs. */
    private boolean areAllKnown() {
        double unknown = sum(a -> a.metric("transcoder_open_jobs", "state=\"unknown\""));
        return unknown == 0 && sum(a -> a.metric("transcoder_open_jobs", "")) >= open;
    }

    /** A source, and the job that it will be. */
    private Job upload(int number, String encodingId) {
        String key = "in/VX-" + number + ".mxf";
        CountingStore.Stored stored = store.put(SOURCES, key, ("media " + number).getBytes(StandardCharsets.UTF_8));
        var source = new Source(stored.eTag(), null, stored.modified(), stored.body().length);
        S3Events event = S3Events.put(SOURCES, key).size(source.size()).eTag(source.eTag());
        Upload upload = events.read(event.json()).uploads().get(0).seenAs(source);
        return new Job(upload, encodingId, "out/VX-" + number + ".mxf_bitmovin.mp4", Instant.now());
    }

    private Job openJob() {
        int number = ++made;
        Job job = upload(number, new UUID(0, number).toString());
        Upload upload = job.upload();
        var claim = new Claim(
                upload.id(),
                upload,
                1,
                "mp4",
                job.encodingId(),
                List.of(new Output(job.output(), "mp4/" + job.encodingId())),
                Map.of(),
                upload.source(),
                Instant.now(),
                0,
                List.of(),
                null,
                null);
        String folder = "_jobs/" + upload.id() + "/1.";
        store.put(OUTPUTS, folder + "claim", bytes(claim));
        store.put(OUTPUTS, folder + "start", bytes(Map.of("maker", "benchmark", "at", Instant.now())));
        store.put(OUTPUTS, job.marker(), bytes(Map.of("upload", upload, "source", upload.source())));
        return job;
    }

    private void sendUpload() {
        Job job = upload(++made, null);
        sent.put(job.upload().key(), job);
        queues.send(EVENTS, job.upload().event());
    }

    private void started(String key, String encodingId) {
        Job job = sent.remove(key);
        if (job != null) {
            starts.add(new Wait(job.since(), Instant.now()));
            started.add(new Job(job.upload(), encodingId, job.output(), job.since()));
        }
    }

    /** Every other one is one that the application started, as soon as there are such. */
    private void endOne() {
        Job job = ended++ % 2 == 0 || started.isEmpty() ? running.remove() : started.remove();
        Instant now = Instant.now();
        outputs.put(OUTPUTS + "/" + job.marker(), now);
        encoder.finish(job.encodingId(), now.plus(FINISH_LAG));
        store.put(OUTPUTS, job.output(), "an output".getBytes(StandardCharsets.UTF_8));
        if (machine == null) {
            running.add(openJob());
        } else {
            sendUpload();
        }
    }

    /** The marker goes last. */
    private void deleted(String path) {
        Instant output = outputs.remove(path);
        if (output != null) {
            cleanUps.add(new Wait(output, Instant.now()));
        }
    }

    private List<Sample> pass(Instant begin, Instant until, String what) {
        List<Sample> samples = new ArrayList<>();
        while (Instant.now().isBefore(until)) {
            Instant from = Instant.now();
            double cpu = cpuSeconds();
            Duration left = Duration.between(from, until);
            // a little more, so that no time is left for a sample of nearly nothing
            Pause.millis(1 + Math.min(left.toMillis(), BETWEEN_SAMPLES.toMillis()));
            double cores =
                    (cpuSeconds() - cpu) / Duration.between(from, Instant.now()).toMillis() * 1000;
            int depth = queues.depth(EVENTS);
            samples.add(new Sample(cores, depth));
            System.out.printf(
                    "  %4d s %s: %d started, %d cleaned up, %d outputs wait; in the last 10 s %d calls to S3, %d to the encoder;"
                            + " %.2f cores, %d messages in the queue%n",
                    Duration.between(begin, Instant.now()).toSeconds(),
                    what,
                    starts.size(),
                    cleanUps.size(),
                    outputs.size(),
                    store.tally().inTheLast(BETWEEN_SAMPLES),
                    encoder.tally().inTheLast(BETWEEN_SAMPLES),
                    cores,
                    depth);
        }
        return samples;
    }

    private double ofWatch(String figure) {
        return sum(application -> application.metric("camel_route_policy_seconds_" + figure, "routeId=\"watch\""));
    }

    private double cpuSeconds() {
        return sum(application -> application.process().cpuMillis() / 1000);
    }

    private double sum(ToDoubleFunction<WatchedApplication> figure) {
        return applications.stream().mapToDouble(figure).sum();
    }

    private static double at(List<Double> seconds, int percent) {
        return seconds.isEmpty() ? 0 : Figures.rounded(Figures.percentile(seconds, percent));
    }

    private static List<Double> within(Queue<Wait> waits, Instant from, Instant to) {
        return waits.stream()
                .filter(wait -> !wait.from().isBefore(from) && wait.from().isBefore(to))
                .map(wait -> Duration.between(wait.from(), wait.to()).toMillis() / 1000.0)
                .toList();
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
        applications.forEach(WatchedApplication::close);
        encoder.close();
        queues.close();
        store.close();
    }

    /** @param encodingId null as long as it is not started */
    private record Job(Upload upload, String encodingId, String output, Instant since) {
        String marker() {
            return "_jobs/open/" + upload.id() + ".1";
        }
    }

    private record Wait(Instant from, Instant to) {}

    /** @param queue messages in it */
    private record Sample(double cores, int queue) {}
}
