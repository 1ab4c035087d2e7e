package io.transcoder.lab.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long an operator waits for {@code jobs list}, {@code jobs show} and the pages of the console on a large ledger, each command in a
 * JVM of its own with the options and the archive of classes of the image, on a store that answers as slowly as S3.
 *
 * <p>System properties: {@code benchmark.ended}, jobs of which nothing is left to do; {@code benchmark.open}; {@code
 * benchmark.s3-millis} for one answer; {@code benchmark.whole}, whether the whole ledger is listed too.
 */
public final class JobsBenchmark {
    private static final Path FOLDER = Path.of("target", "jobs-benchmark");
    private static final Path JDK = Jdks.newest();
    private static final Pattern ADDRESS = Pattern.compile("http://\\S+");
    private static final int TRIES = 5;

    private final int ended = Integer.getInteger("benchmark.ended", 100_000);
    private final int open = Integer.getInteger("benchmark.open", 20);
    private final S3EventReader events = new S3EventReader();
    private final ObjectMapper json = LedgerJson.mapper(events);
    private final Instant at = Instant.now();

    public static void main(String[] args) throws IOException, InterruptedException {
        new JobsBenchmark().run();
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Shipped.pack();
        Shipped.archive(JDK, FOLDER);
        try (var store =
                new CountingStore(Duration.ofMillis(Integer.getInteger("benchmark.s3-millis", 20)), path -> {})) {
            for (int i = 1; i <= ended + open; i++) {
                fill(store, i, i > ended);
                if (i % 20_000 == 0) {
                    System.out.printf("  %d jobs%n", i);
                }
            }
            Path config = configuration(store);
            System.out.printf("%d ended jobs, %d open%n", ended, open);
            System.out.printf("| %-44s | %8s | %8s | %11s |%n", "command", "s", "s of CPU", "S3 requests");
            measure(store, config, "--version");
            measure(store, config, "jobs", "list");
            measure(store, config, "jobs", "show", "in/VX-" + ended / 2 + ".mxf");
            measure(store, config, "jobs", "show", "VX-" + ended / 3);
            measure(store, config, "jobs", "show", upload(ended / 4).id());
            measure(store, config, "jobs", "show", "VX-" + (ended + 1));
            measure(store, config, "jobs", "show", "VX-0");
            if (Boolean.getBoolean("benchmark.whole")) {
                measure(store, config, "jobs", "list", "--all");
            }
            measureConsole(store, config);
        }
    }

    /** The quickest of some tries, for the other ones measure what else the machine does. */
    private static void measure(CountingStore store, Path config, String... command)
            throws IOException, InterruptedException {
        Duration least = Duration.ofDays(1);
        double cpu = Double.MAX_VALUE;
        long requests = 0;
        for (int i = 0; i < TRIES; i++) {
            var all = new ArrayList<>(Shipped.command(JDK, FOLDER));
            all.addAll(List.of(command));
            all.addAll(List.of("--config", config.toString()));
            long before = store.requests();
            all.addAll(0, List.of("bash", "-c", "TIMEFORMAT='%U %S'; time \"$@\"", "bash"));
            Path errors = FOLDER.resolve("errors.txt");
            Instant begin = Instant.now();
            new ProcessBuilder(all)
                    .redirectOutput(FOLDER.resolve("output.txt").toFile())
                    .redirectError(errors.toFile())
                    .start()
                    .waitFor();
            Duration took = Duration.between(begin, Instant.now());
            requests = store.requests() - before;
            least = took.compareTo(least) < 0 ? took : least;
            cpu = Math.min(cpu, cpuSeconds(errors));
        }
        System.out.printf(
                "| %-44s | %8.2f | %8.2f | %11d |%n",
                String.join(" ", command), least.toMillis() / 1000.0, cpu, requests);
    }

    /** From the start of the process to its address, then each page: for the first time, and the quickest of some tries. */
    private void measureConsole(CountingStore store, Path config) throws IOException, InterruptedException {
        var all = new ArrayList<>(Shipped.command(JDK, FOLDER));
        all.addAll(List.of("console", "--config", config.toString()));
        Instant begin = Instant.now();
        Process console = new ProcessBuilder(all)
                .redirectError(FOLDER.resolve("errors.txt").toFile())
                .start();
        try (var output = console.inputReader()) {
            URI address = output.lines()
                    .map(ADDRESS::matcher)
                    .filter(Matcher::find)
                    .map(found -> URI.create(found.group()))
                    .findFirst()
                    .orElseThrow();
            System.out.printf("console: its address after %.2f s%n", seconds(begin));
            var browser = Browsing.signIn(address);
            System.out.printf("| %-44s | %8s | %8s | %11s |%n", "page", "first, s", "s", "S3 requests");
            String job = upload(ended / 4).id();
            for (String page : List.of(
                    "/", "/uploads", "/uploads?q=VX-" + ended / 3, "/uploads/" + job, "/dead-letters", "/costs")) {
                double first = browser.get(page);
                long before = store.requests();
                double least = first;
                for (int i = 0; i < TRIES; i++) {
                    least = Math.min(least, browser.get(page));
                }
                System.out.printf(
                        "| %-44s | %8.2f | %8.2f | %11d |%n", page, first, least, (store.requests() - before) / TRIES);
            }
        } finally {
            console.destroy();
            console.waitFor();
        }
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private static double cpuSeconds(Path errors) throws IOException {
        List<String> lines = Files.readAllLines(errors);
        return Arrays.stream(lines.get(lines.size() - 1).split(" "))
                .mapToDouble(Double::parseDouble)
                .sum();
    }

    private static Path configuration(CountingStore store) throws IOException {
        var properties = new Properties();
        properties.putAll(EffectiveProperties.read(Path.of("application.properties")));
        properties.setProperty("aws.endpoint", store.endpoint().toString());
        properties.setProperty("aws.access-key", "sandbox");
        properties.setProperty("aws.secret-key", "sandbox-secret-81d0");
        properties.setProperty("source.bucket", "mam-in");
        properties.setProperty("output.bucket", "mam-out");
        properties.setProperty("bitmovin.url", "http://localhost:9");
        properties.setProperty("bitmovin.api-key", "none");
        Path config = FOLDER.resolve("application.properties");
        try (OutputStream out = Files.newOutputStream(config)) {
            properties.store(out, null);
        }
        return config;
    }

    private void fill(CountingStore store, int number, boolean isOpen) {
        Upload upload = upload(number);
        Source source = upload.source();
        var output = new Output("out/" + upload.name() + "_bitmovin.mp4", "mp4/1");
        String folder = "_jobs/" + upload.id() + "/1.";
        String encodingId = encoding(number);
        var claim = new Claim(
                upload.id(),
                upload,
                1,
                "mp4",
                encodingId,
                List.of(output),
                Map.of(),
                source,
                at,
                0,
                List.of(),
                null,
                null);
        store.put("mam-out", folder + "claim", bytes(claim));
        store.put("mam-out", folder + "start", bytes(Map.of("maker", "benchmark", "at", at)));
        store.put("mam-out", "_jobs/names/" + Upload.nameHash("VX-" + number) + "/" + upload.id(), new byte[0]);
        if (isOpen) {
            store.put("mam-out", "_jobs/open/" + upload.id() + ".1", bytes(Map.of("upload", upload, "source", source)));
        } else {
            store.put("mam-out", folder + "end", bytes(End.finished(encodingId, null, "FINISHED", List.of(), at)));
            store.put("mam-out", folder + "clean", bytes(new Ledger.Note("deleted", at)));
        }
    }

    private Upload upload(int number) {
        return events.read(S3Events.put("mam-in", "in/VX-" + number + ".mxf").json())
                .uploads()
                .get(0)
                .seenAs(new Source("d41d8cd98f00b204e9800998ecf8427e", null, at, 1));
    }

    private static String encoding(int number) {
        return new UUID(0, number).toString();
    }

    private byte[] bytes(Object record) {
        try {
            return json.writeValueAsBytes(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
