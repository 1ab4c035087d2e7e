package io.transcoder.lab.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * Measures all sides in one run and prints what comes out; the raw figures go to {@code target/benchmark.json}.
 *
 * <p>System properties: {@code benchmark}, parts by name with commas between, all if not set; {@code benchmark.jdks}, homes with commas between;
 * {@code benchmark.sides}, {@code .jobs}, {@code .rounds} and {@code .warm-up} of {@code uploads}; {@code benchmark.uploads} of {@code latency}; {@code
 * benchmark.starts} of {@code start}; {@code benchmark.jfr=true} records the application of {@code uploads}; {@code benchmark.docs=true} writes what was printed into the page.
 */
public final class Benchmark {
    private static final Path FOLDER = Path.of("target", "benchmark");
    private static final Path JSON = Path.of("target", "benchmark.json");

    private static final Path PAGE = Path.of("docs", "performance.md");

    private Benchmark() {}

    public static void main(String[] args) {
        // of the part cost, which runs the application in this JVM; read by its first logger
        System.setProperty("log4j2.configurationFile", "sandbox-log4j2.xml");
        System.setProperty("sandbox.log", FOLDER.resolve("cost.log").toString());
        List<String> parts = List.of(
                System.getProperty("benchmark", "uploads,latency,start,cost").split(","));
        var report = new Report();
        Shipped.pack();
        if (parts.contains("uploads")) {
            var throughput = new Throughput(report);
            Jdks.all().forEach(jdk -> throughput.run(FOLDER, jdk));
        }
        if (parts.contains("latency")) {
            new Latency(report).run(FOLDER, Jdks.all().get(0));
        }
        if (parts.contains("start")) {
            new Starting(report).run(FOLDER, Jdks.all());
        }
        if (parts.contains("cost")) {
            new Cost(report).run();
        }
        report.print();
        report.write(JSON);
        if (Boolean.getBoolean("benchmark.docs")) {
            report.writeInto(PAGE);
        }
        System.exit(0);
    }
}
