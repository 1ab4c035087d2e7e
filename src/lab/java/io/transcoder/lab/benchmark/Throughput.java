package io.transcoder.lab.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part {@code uploads}: jobs a second and CPU time a job, from the queue to the start accepted, of all sides in turn. A round's messages lie in
 * the queue before its side may run.
 */
final class Throughput {
    /** What a user sees after a start. */
    private static final int FIRST = 200;

    private static final Duration STANDSTILL = Duration.ofSeconds(120);

    /** The application first. */
    private final List<String> names = List.of(System.getProperty("benchmark.sides", Rig.APPLICATION + ",plain,sdk")
            .split(","));

    private final int warmUp = Integer.getInteger("benchmark.warm-up", 12000);
    private final int jobs = Integer.getInteger("benchmark.jobs", 500);
    private final int rounds = Integer.getInteger("benchmark.rounds", 7);
    /** Out of the way, as no peer has a watcher; 15s is the shipped one. */
    private final String watchPeriod = System.getProperty("benchmark.watch-period", "1h");

    private final boolean recorded = Boolean.getBoolean("benchmark.jfr");
    private final List<Sequence> compared = new ArrayList<>();
    private final Report report;

    Throughput(Report report) {
        this.report = report;
    }

    void run(Path folder, Path javaHome) {
        String version = Jdks.version(javaHome);
        if (compared.isEmpty() && names.contains(Rig.APPLICATION)) {
            requireTheSameCalls(folder, javaHome);
        }
        report.progress(
                "uploads on JDK " + version + ": " + rounds + " rounds of " + jobs + " jobs each, after " + warmUp);
        List<Side> sides = new ArrayList<>();
        try (Rig rig = Rig.start(folder, names)) {
            Map<String, List<Round>> all = new LinkedHashMap<>();
            Map<String, Round> first = new LinkedHashMap<>();
            for (String name : names) {
                Side side = name.equals(Rig.APPLICATION)
                        ? rig.application(javaHome, recording(folder, version), Map.of("watch.period", watchPeriod))
                        : rig.peer(javaHome, name);
                sides.add(side);
                all.put(name, new ArrayList<>());
                side.process().pause();
                first.put(name, round(rig, side, FIRST));
                for (int done = FIRST; done < warmUp; done += jobs) {
                    report.progress(name + " after " + done + ": " + round(rig, side, jobs));
                }
            }
            for (int i = 1; i <= rounds; i++) {
                for (Side side : sides) {
                    Round round = round(rig, side, jobs);
                    all.get(side.name()).add(round);
                    report.progress(side.name() + " round " + i + ": " + round);
                }
            }
            Map<String, Double> memory = new LinkedHashMap<>();
            sides.forEach(side -> memory.put(side.name(), side.process().residentMegabytes()));
            if (recorded) {
                sides.get(0).process().resume();
                sides.get(0).process().terminate();
            }
            tell(version, all, memory, first);
        } finally {
            sides.forEach(Side::close);
        }
    }

    /** A peer that calls less would win by it. */
    private void requireTheSameCalls(Path folder, Path javaHome) {
        Sequence own = Sequence.ofApplication(folder, javaHome);
        report.figures("calls", own.calls());
        for (String peer : names.subList(1, names.size())) {
            List<String> differences = own.differences(Sequence.ofPeer(folder, javaHome, peer));
            if (!differences.isEmpty()) {
                throw new IllegalStateException("The application and the peer '" + peer
                        + "' do not make the same calls any more: " + differences);
            }
        }
        compared.add(own);
        report.progress("all sides make the same " + own.calls().size() + " calls to S3 and Bitmovin");
    }

    private List<String> recording(Path folder, String version) {
        return recorded
                ? List.of("-XX:StartFlightRecording=settings=profile,filename="
                        + folder.resolve("application-" + version + ".jfr"))
                : List.of();
    }

    private Round round(Rig rig, Side side, int count) {
        rig.upload(side.name(), count, "round-" + System.nanoTime());
        double cpu = side.process().cpuMillis();
        double cpuOfServices = rig.cpuMillis();
        long began = System.nanoTime();
        side.process().resume();
        int started = 0;
        long progress = began;
        while (started < count) {
            Pause.millis(20);
            int now = rig.started();
            if (now > started) {
                started = now;
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > STANDSTILL.toNanos()) {
                throw new IllegalStateException(side.name() + " stands still after " + started + " of " + count);
            }
            side.process().requireAlive();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        while (!rig.isDrained(side.name())) {
            Pause.millis(20);
        }
        double used = side.process().cpuMillis() - cpu;
        double usedByServices = rig.cpuMillis() - cpuOfServices;
        side.process().pause();
        rig.forget(side.name());
        return new Round(
                Figures.rounded(count / seconds),
                Figures.rounded(used / count),
                Figures.rounded(usedByServices / count));
    }

    private void tell(
            String version, Map<String, List<Round>> all, Map<String, Double> memory, Map<String, Round> first) {
        Map<String, Object> figures = new LinkedHashMap<>();
        Map<String, Round> medians = new LinkedHashMap<>();
        all.forEach((side, measured) -> {
            var median = new Round(
                    Figures.median(measured.stream().map(Round::jobsPerSecond).toList()),
                    Figures.median(measured.stream().map(Round::cpuMillisPerJob).toList()),
                    Figures.median(measured.stream()
                            .map(Round::servicesCpuMillisPerJob)
                            .toList()));
            medians.put(side, median);
            figures.put(
                    side,
                    Map.of(
                            "rounds",
                            measured,
                            "median",
                            median,
                            "residentMegabytes",
                            Figures.rounded(memory.get(side))));
        });
        report.line("uploads", "JDK " + version + ", the first " + FIRST + " uploads after a start");
        lines(first, memory);
        report.line(
                "uploads",
                "JDK " + version + ", from the queue to the start accepted, median of " + rounds + " rounds");
        lines(medians, memory);
        report.figures("throughput-" + version, figures);
    }

    private void lines(Map<String, Round> rounds, Map<String, Double> memory) {
        Round own = rounds.get(Rig.APPLICATION);
        rounds.forEach((side, median) -> report.line(
                "uploads",
                String.format(
                        java.util.Locale.ROOT,
                        "   %-12s %6.1f jobs/s  %6.2f CPU ms a job (services %.2f)  %4.0f MB%s",
                        side,
                        median.jobsPerSecond(),
                        median.cpuMillisPerJob(),
                        median.servicesCpuMillisPerJob(),
                        memory.get(side),
                        Optional.ofNullable(own)
                                .flatMap(application -> ratio(side, application, median))
                                .map(text -> "   application against it: " + text)
                                .orElse(""))));
    }

    private static Optional<String> ratio(String side, Round own, Round other) {
        return side.equals(Rig.APPLICATION)
                ? Optional.empty()
                : Optional.of(Figures.text(own.jobsPerSecond() / other.jobsPerSecond()) + " x the jobs/s, "
                        + Figures.text(own.cpuMillisPerJob() / other.cpuMillisPerJob()) + " x the CPU");
    }

    /**
     * One side's share of the run.
     *
     * @param servicesCpuMillisPerJob what SQS, S3 and the encoder took of the same cores
     */
    record Round(double jobsPerSecond, double cpuMillisPerJob, double servicesCpuMillisPerJob) {}
}
