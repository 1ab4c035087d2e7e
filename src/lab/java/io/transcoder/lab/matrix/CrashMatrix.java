package io.transcoder.lab.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Kills, stops and disturbs the application at each step of an upload's path, and holds the four promises against what came of
 * it.
 *
 * <p>System properties: {@code matrix.only}, a regular expression that selects cells by their names; {@code matrix.report}, a file
 * that takes the table; {@code matrix.benches}, how many cells run at once; {@code matrix.minutes}, after which no cell is begun;
 * {@code routes.directory}, the routes to test.
 */
public final class CrashMatrix {
    private static final int BENCHES = 4;
    /** Of a cell whose trouble did not happen, as it was another instance that made the call. */
    private static final int TRIES = 3;

    private static final int MINUTES = 30;
    private static final Duration SETTLED = Duration.ofMinutes(2);

    private final Path routes;
    private final Path folder;
    private final int benches;
    private final Instant end;
    private final Consumer<String> progress;
    private final Duration patience;

    /** @param time after which no cell is begun any more */
    CrashMatrix(Path routes, Path folder, int benches, Duration time, Consumer<String> progress) {
        this(routes, folder, benches, time, progress, SETTLED);
    }

    /** @param patience for a cell to settle; broken routes may never do so */
    CrashMatrix(Path routes, Path folder, int benches, Duration time, Consumer<String> progress, Duration patience) {
        this.routes = routes;
        this.folder = folder;
        this.benches = benches;
        this.end = Instant.now().plus(time);
        this.progress = progress;
        this.patience = patience;
    }

    public static void main(String[] args) throws IOException {
        Pattern only = Pattern.compile(System.getProperty("matrix.only", ".*"));
        Path routes = Path.of(System.getProperty("routes.directory", "routes"));
        Path folder = Files.createDirectories(Path.of("target", "crash-matrix"));
        List<Cell> cells = Cell.all().stream()
                .filter(cell -> only.matcher(cell.name()).find())
                .toList();
        Instant start = Instant.now();
        List<CellResult> results = new CrashMatrix(
                        routes,
                        folder,
                        Integer.getInteger("matrix.benches", BENCHES),
                        Duration.ofMinutes(Integer.getInteger("matrix.minutes", MINUTES)),
                        System.out::println)
                .run(cells);
        String table = table(results, Duration.between(start, Instant.now()));
        System.out.println(table);
        if (results.size() < cells.size()) {
            System.out.printf("%d cells were not begun or not ended%n", cells.size() - results.size());
        }
        if (System.getProperty("matrix.report") != null) {
            Files.writeString(Path.of(System.getProperty("matrix.report")), table);
        }
        System.exit(results.size() == cells.size() && broken(results) == 0 ? 0 : 1);
    }

    /** In no order; on several benches at once. */
    List<CellResult> run(List<Cell> cells) {
        // those that need another kind of bucket come last, so that each bench changes once
        var left = new ConcurrentLinkedQueue<>(
                cells.stream().sorted(Comparator.comparing(Cell::isVersioned)).toList());
        var results = new ConcurrentLinkedQueue<CellResult>();
        var number = new AtomicInteger();
        List<Thread> workers = new ArrayList<>();
        for (int i = 1; i <= Math.min(benches, cells.size()); i++) {
            String name = "bench-" + i;
            var worker = new Thread(() -> work(name, left, results, number, cells.size()), name);
            worker.start();
            workers.add(worker);
        }
        try {
            for (Thread worker : workers) {
                worker.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return results.stream().sorted(Comparator.comparing(CellResult::cell)).toList();
    }

    static long broken(List<CellResult> results) {
        return results.stream().filter(result -> !result.violations().isEmpty()).count();
    }

    /** A row for each cell, and one for each trouble. */
    static String table(List<CellResult> results, Duration took) {
        var lines = new ArrayList<String>();
        lines.add(CellResult.HEAD);
        results.forEach(result -> lines.add(result.row()));
        lines.add("");
        lines.add("| trouble | cells | with a violation |");
        lines.add("|---|---|---|");
        for (Trouble trouble : Trouble.values()) {
            List<CellResult> of = results.stream()
                    .filter(result -> result.cell().endsWith("." + trouble))
                    .toList();
            lines.add("| `%s` | %d | %d |".formatted(trouble, of.size(), broken(of)));
        }
        lines.add("");
        lines.add("%d cells in %d s, %d with a violation".formatted(results.size(), took.toSeconds(), broken(results)));
        return String.join("\n", lines) + "\n";
    }

    private void work(
            String name,
            ConcurrentLinkedQueue<Cell> left,
            ConcurrentLinkedQueue<CellResult> results,
            AtomicInteger number,
            int all) {
        Bench bench = null;
        boolean versioned = false;
        try {
            for (Cell cell = next(left); cell != null; cell = next(left)) {
                if (bench != null && versioned != cell.isVersioned()) {
                    bench.close();
                    bench = null;
                }
                versioned = cell.isVersioned();
                bench = bench == null ? Bench.start(name, folder, routes, versioned) : bench;
                int n = number.incrementAndGet();
                CellResult result = run(cell, bench, n);
                for (int tries = 1; tries < TRIES && result.isWithoutVerdict(); tries++) {
                    bench.close();
                    bench = Bench.start(name, folder, routes, versioned);
                    result = run(cell, bench, n);
                }
                results.add(result);
                progress.accept("[%d/%d] %s".formatted(n, all, result.line()));
                if (!result.violations().isEmpty()) {
                    keep(result);
                }
                if (result.isOver()) {
                    bench.calm();
                } else {
                    // the next cell must not inherit what goes on
                    bench.close();
                    bench = null;
                }
            }
        } finally {
            if (bench != null) {
                bench.close();
            }
        }
    }

    private Cell next(ConcurrentLinkedQueue<Cell> left) {
        return Instant.now().isBefore(end) ? left.poll() : null;
    }

    private CellResult run(Cell cell, Bench bench, int number) {
        Instant start = Instant.now();
        try {
            return CellRun.run(cell, bench, number, patience);
        } catch (RuntimeException e) {
            return new CellResult(
                    cell.name(),
                    bench.history("in/" + number + "-"),
                    List.of(new Violation(0, "the cell failed: " + e)),
                    Duration.between(start, Instant.now()),
                    Stream.of(e.getStackTrace()).map(String::valueOf).toList());
        }
    }

    private void keep(CellResult result) {
        try {
            Files.write(folder.resolve(result.cell() + ".txt"), result.evidence());
            Recorded.write(result, folder.resolve(result.cell() + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
