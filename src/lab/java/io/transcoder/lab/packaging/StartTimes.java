package io.transcoder.lab.packaging;

import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long a start takes, from the process to its first receive at the sandbox's queue, and what it needs when it is idle.
 *
 * <p>System properties: {@code start.runs}; {@code start.commands}, separated by semicolons, which take turns so that what else the
 * machine does at that time meets them alike. On a machine that is busy the processor's time is what can be compared.
 */
public final class StartTimes {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration UNTIL_IDLE = Duration.ofSeconds(5);

    private final List<List<Long>> millis = new ArrayList<>();
    private final List<List<Long>> cpuMillis = new ArrayList<>();
    private final List<List<Long>> megabytes = new ArrayList<>();

    private StartTimes() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        new StartTimes()
                .run(
                        Integer.getInteger("start.runs", 5),
                        List.of(System.getProperty("start.commands", "java -jar target/transcoder.jar")
                                .split(";")));
        System.exit(0);
    }

    private void run(int runs, List<String> commands) throws IOException, InterruptedException {
        commands.forEach(command -> {
            millis.add(new ArrayList<>());
            cpuMillis.add(new ArrayList<>());
            megabytes.add(new ArrayList<>());
        });
        try (Site site = Site.start();
                Wiretap sqs = Wiretap.start("sqs", site.queues().endpoint())) {
            Map<String, String> settings = new HashMap<>(site.settings());
            settings.put("aws.sqs.endpoint", sqs.endpoint().toString());
            settings.put("watch.period", "15s");
            for (int run = 0; run < runs; run++) {
                for (int i = 0; i < commands.size(); i++) {
                    measure(i, commands.get(i).strip().split(" +"), settings, sqs);
                }
            }
        }
        for (int i = 0; i < commands.size(); i++) {
            System.out.printf(
                    "%s%n  to the first receive: %s ms; processor time until then: %s ms; idle: %s MB%n",
                    commands.get(i), spread(millis.get(i)), spread(cpuMillis.get(i)), spread(megabytes.get(i)));
        }
    }

    private void measure(int index, String[] command, Map<String, String> settings, Wiretap sqs)
            throws IOException, InterruptedException {
        sqs.forgetCalls();
        Path output = Files.createTempFile("start", ".log");
        try (var process = ShippedProcess.start(List.of(command), settings, output)) {
            await().atMost(PATIENCE)
                    .pollInterval(TICK)
                    .until(() -> firstReceive(sqs).isPresent() || !process.isAlive());
            if (!process.isAlive()) {
                throw new IllegalStateException(process.output());
            }
            cpuMillis.get(index).add(process.processorTime().toMillis());
            Instant receive = firstReceive(sqs).orElseThrow();
            await().pollDelay(UNTIL_IDLE).atMost(PATIENCE).until(process::isAlive);
            millis.get(index).add(Duration.between(process.startedAt(), receive).toMillis());
            megabytes.get(index).add(process.megabytes());
            process.terminate(PATIENCE);
        } finally {
            Files.delete(output);
        }
    }

    private static Optional<Instant> firstReceive(Wiretap sqs) {
        return sqs.calls().stream()
                .filter(call -> call.operation().equals("ReceiveMessage"))
                .map(Call::at)
                .findFirst();
    }

    private static String spread(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        return "least " + sorted.get(0) + ", median " + sorted.get(sorted.size() / 2) + ", most "
                + sorted.get(sorted.size() - 1);
    }
}
