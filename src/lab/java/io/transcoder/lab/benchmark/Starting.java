package io.transcoder.lab.benchmark;

import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Wiretap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part {@code start}: from the process started to its first receive, and its resident memory when it has nothing to do. */
final class Starting {
    private static final int STARTS = Integer.getInteger("benchmark.starts", 3);
    /** What the image starts it with, in a container of 512 MB. */
    private static final List<String> OPTIONS = List.of(System.getProperty(
                    "benchmark.start-options",
                    "-XX:MaxRAM=512m @" + Path.of("jvm.options").toAbsolutePath())
            .split(" "));

    private static final long IDLE_MILLIS = 8000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Report report;

    Starting(Report report) {
        this.report = report;
    }

    void run(Path folder, List<Path> jdks) {
        report.line(
                "start",
                "From the process started to the first receive, median of " + STARTS + " starts; resident memory after "
                        + IDLE_MILLIS / 1000 + " s without work");
        try (Rig rig = Rig.start(folder, List.of(Rig.APPLICATION));
                Wiretap sqs = Wiretap.start("sqs", rig.sqsEndpoint())) {
            Path config = folder.resolve("start.properties");
            var settings = rig.settings();
            settings.put("aws.sqs.endpoint", sqs.endpoint().toString());
            Rig.write(config, settings);
            for (Path jdk : jdks) {
                String version = Jdks.version(jdk);
                Path archive = folder.resolve("archive-" + version);
                report.progress("start: training on JDK " + version);
                Shipped.archive(jdk, archive);
                for (boolean doctor : List.of(true, false)) {
                    measure(sqs, jdk, folder, config, version, "none", List.of(), doctor);
                    measure(
                            sqs,
                            jdk,
                            folder,
                            config,
                            version,
                            archiveKind(archive),
                            List.of("@" + archive.resolve("archive.options")),
                            doctor);
                }
            }
        }
    }

    private void measure(
            Wiretap sqs,
            Path jdk,
            Path folder,
            Path config,
            String version,
            String archive,
            List<String> options,
            boolean doctor) {
        List<Double> seconds = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            sqs.forgetCalls();
            Instant began = Instant.now();
            try (JavaProcess process = start(jdk, folder, config, options, doctor)) {
                seconds.add(Duration.between(began, firstReceive(sqs, process)).toMillis() / 1000.0);
                Pause.millis(IDLE_MILLIS);
                memory.add(process.residentMegabytes());
            }
        }
        double median = Figures.median(seconds);
        report.line(
                "start",
                String.format(
                        java.util.Locale.ROOT,
                        "   JDK %s, archive: %-6s %-18s %5.2f s  %4.0f MB",
                        version,
                        archive,
                        doctor ? "with the doctor" : "without the doctor",
                        median,
                        Figures.median(memory)));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("seconds", seconds);
        figures.put("residentMegabytes", memory);
        report.figures("start-" + version + "-" + archive + (doctor ? "-doctor" : ""), figures);
    }

    private static Instant firstReceive(Wiretap sqs, JavaProcess process) {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            var first = sqs.calls().stream()
                    .filter(call -> call.operation().equals("ReceiveMessage"))
                    .map(Call::at)
                    .findFirst();
            if (first.isPresent()) {
                return first.get();
            }
            process.requireAlive();
            Pause.millis(5);
        }
        throw new IllegalStateException("The application received nothing within " + PATIENCE);
    }

    private static JavaProcess start(Path jdk, Path folder, Path config, List<String> options, boolean doctor) {
        var arguments = new ArrayList<>(OPTIONS);
        arguments.addAll(options);
        arguments.addAll(List.of("-jar", Shipped.JAR.toString(), "run", "--config", config.toString()));
        if (!doctor) {
            arguments.add("--no-doctor");
        }
        return JavaProcess.start(jdk, folder.resolve("start.log"), arguments);
    }

    private static String archiveKind(Path archive) {
        return Files.exists(archive.resolve("transcoder.aot")) ? "AOT" : "AppCDS";
    }
}
