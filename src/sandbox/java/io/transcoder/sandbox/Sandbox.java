package io.transcoder.sandbox;

import io.transcoder.sandbox.show.Options;
import io.transcoder.sandbox.show.Screen;
import io.transcoder.sandbox.show.Show;
import io.transcoder.sandbox.show.Stage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.FileHandler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;

/**
 * The whole path on this machine, for a newcomer to watch: {@code mvn -q test-compile exec:java@sandbox}. With endpoints of S3 and SQS
 * it is the same on somebody else's.
 */
public final class Sandbox {
    private static final Path FOLDER = Path.of("target", "sandbox");
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private Sandbox() {}

    public static void main(String[] args) {
        Screen screen = Screen.standard();
        Thread main = Thread.currentThread();
        CountDownLatch closed = new CountDownLatch(1);
        Thread interrupted = new Thread(() -> {
            main.interrupt();
            await(closed);
        });
        Runtime.getRuntime().addShutdownHook(interrupted);
        int exit = 1;
        try {
            exit = run(screen);
        } finally {
            closed.countDown();
        }
        // not by returning: threads of the services' libraries may live on, and Maven would wait for them
        System.exit(exit);
    }

    private static int run(Screen screen) {
        Instant command =
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        try {
            logToFiles();
            Options options = Options.of(System.getProperties());
            screen.line("");
            Optional<Elsewhere> elsewhere = Elsewhere.of(system(), System.getenv());
            screen.line("On this machine: " + (elsewhere.isPresent() ? "" : "S3, SQS, ")
                    + "an encoder on ffmpeg, the application, a MAM.");
            screen.line("The application's log: " + FOLDER.resolve("application.log"));
            try (Stage stage = stage(elsewhere, screen);
                    Show show = new Show(stage, screen, PATIENCE)) {
                return show.run(options, command);
            }
        } catch (RuntimeException | IOException e) {
            screen.line("FAILED: " + e);
            return 1;
        }
    }

    private static Stage stage(Optional<Elsewhere> elsewhere, Screen screen) {
        return elsewhere
                .map(place -> Stage.open(FOLDER, OtherStore.open(place, screen::line)))
                .orElseGet(() -> Stage.open(FOLDER));
    }

    private static Map<String, String> system() {
        Properties properties = System.getProperties();
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, properties::getProperty));
    }

    /** Before the first logger is made: what the services' libraries say is no part of the show. */
    private static void logToFiles() throws IOException {
        Files.createDirectories(FOLDER);
        System.setProperty("sandbox.log", FOLDER.resolve("application.log").toString());
        System.setProperty("log4j2.configurationFile", "sandbox-log4j2.xml");
        LogManager.getLogManager().reset();
        FileHandler file = new FileHandler(FOLDER.resolve("java.log").toString());
        file.setFormatter(new SimpleFormatter());
        Logger.getLogger("").addHandler(file);
    }

    private static void await(CountDownLatch closed) {
        try {
            if (!closed.await(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                System.out.println("  Not everything could be closed within " + CLOSING.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
