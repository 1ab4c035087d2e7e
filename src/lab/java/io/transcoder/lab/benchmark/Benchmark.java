package io.transcoder.lab.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * Measures all sides in one run and prints what comes out; the raw figures go to {@code target/benchmark.json}.
 *
 * <p>System properties: {@code benchmark}, parts by number, all if not set; {@code benchmark.jdks}, homes with commas between;
 * {@code benchmark.sides}, {@code .jobs}, {@code .rounds} and {@code .warm-up} of part 1; {@code benchmark.uploads} of part 2; {@code
 * benchmark.starts} of part 4; {@code benchmark.jfr=true} records the application of part 1; {@code benchmark.docs=true} writes what was printed into the page.
 */
public final class Benchmark {
    private static final Path FOLDER = Path.of("target", "benchmark");
    private static final Path JSON = Path.of("target", "benchmark.json");

    private static final Path PAGE = Path.of("docs", "performance.md");

    private Benchmark() {}

    public static void main(String[] args) {
        // of part 5, which runs the application in this JVM; read by its first logger
        System.setProperty("log4j2.configurationFile", "sandbox-log4j2.xml");
        System.setProperty("sandbox.log", FOLDER.resolve("cost.log").toString());
        List<String> parts = List.of(System.getProperty("benchmark", "1,2,4,5").split(","));
        var report = new Report();
        Shipped.pack();
        if (parts.contains("1")) {
            var throughput = new Throughput(report);
            Jdks.all().forEach(jdk -> throughput.run(FOLDER, jdk));
        }
        if (parts.contains("2")) {
            new Latency(report).run(FOLDER, Jdks.all().get(0));
        }
        if (parts.contains("4")) {
            new Starting(report).run(FOLDER, Jdks.all());
        }
        if (parts.contains("5")) {
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
