package io.transcoder.lab.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What it costs to watch many open jobs, and how soon an output is noticed. The application runs in JVMs of its own; S3 and the
 * encoder answer as slowly as the real ones, and count. As many jobs are opened as end, so that the number stays.
 *
 * <p>System properties: {@code benchmark}, {@code growth} for several sizes, {@code small} for uploads on a small machine, else one
 * size; {@code benchmark.growth}, the sizes, open jobs {@code x} instances with commas between; {@code benchmark.open}, jobs; {@code
 * benchmark.instances}; {@code benchmark.ends-per-minute}, at most as many as Bitmovin lets one create, 600; {@code
 * benchmark.warm-up-seconds}, once every job is known; {@code benchmark.seconds}, measured; {@code benchmark.period-seconds}; {@code
 * benchmark.s3-millis} and {@code benchmark.encoder-millis}, for one answer; {@code benchmark.heap-megabytes}; {@code
 * benchmark.docs=true} writes the figures of {@code growth} and {@code small} into the page.
 */
public final class WatchBenchmark {
    private static final String SIZES = "100x1,1000x1,10000x1,10000x2,10000x4,100000x1";
    private static final Path PAGE = Path.of("docs", "performance.md");

    private final Report report = new Report();
    private final int open = Integer.getInteger("benchmark.open", 10_000);

    private WatchBenchmark() {}

    public static void main(String[] args) throws IOException {
        Shipped.pack();
        int exit = new WatchBenchmark().run() ? 0 : 1;
        // threads of the services' libraries may live on
        System.exit(exit);
    }

    /** @return whether every output was cleaned up */
    private boolean run() throws IOException {
        String mode = System.getProperty("benchmark", "");
        List<Map<String, Object>> runs = new ArrayList<>();
        if (mode.equals("growth") || System.getProperty("benchmark.growth") != null) {
            for (String size : System.getProperty("benchmark.growth", SIZES).split(",")) {
                String[] parts = size.split("x");
                runs.add(run(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 90, null));
            }
            table("growth", runs);
        } else if (mode.equals("small")) {
            try (var machine = SmallMachine.make()) {
                runs.add(run(open, 1, 300, machine));
                report.line("small", "limits: " + machine.limits());
                table("small", runs);
            }
        } else {
            runs.add(run(open, Integer.getInteger("benchmark.instances", 1), 240, null));
        }
        if (Boolean.getBoolean("benchmark.docs")) {
            report.writeInto(PAGE);
        }
        return runs.stream()
                .allMatch(figures -> figures.get(WatchRun.NOT_CLEANED_UP).equals(0));
    }

    private static Map<String, Object> run(int open, int instances, int seconds, SmallMachine machine)
            throws IOException {
        var measured = Duration.ofSeconds(Integer.getInteger("benchmark.seconds", seconds));
        try (var run = new WatchRun(open, instances, measured, machine)) {
            Map<String, Object> figures = run.run();
            figures.forEach((name, value) -> System.out.printf("| %-50s | %10s |%n", name, value));
            return figures;
        }
    }

    /** A line for each figure, a column for each run. */
    private void table(String block, List<Map<String, Object>> runs) {
        for (String name : runs.get(0).keySet()) {
            if (!name.startsWith(WatchRun.BY_KIND)) {
                var line = new StringBuilder(String.format("%-50s", name));
                runs.forEach(figures -> line.append(String.format(Locale.ROOT, "%9s", figures.get(name))));
                report.line(block, line.toString());
            }
        }
    }
}
