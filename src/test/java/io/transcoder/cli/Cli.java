package io.transcoder.cli;

import static java.util.stream.Collectors.joining;

import io.transcoder.sandbox.ClassData;
import io.transcoder.sandbox.Jvms;
import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line on a sandbox's services, as an operator without a terminal has it. */
public final class Cli {
    private final Path file;

    private Cli(Path file) {
        this.file = file;
    }

    /** @param folder where the configuration file goes */
    public static Cli on(Site site, Path folder, Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.putAll(overrides);
        return with(settings, folder);
    }

    public static Cli with(Map<String, String> settings, Path folder) {
        String text = settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(joining("\n", "", "\n"));
        try {
            return new Cli(Files.writeString(Files.createTempFile(folder, "application", ".properties"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Cli on(Site site, Path folder) {
        return on(site, folder, Map.of());
    }

    /** The configuration that the commands read. */
    public Path file() {
        return file;
    }

    public Result run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--config");
        all.add(file.toString());
        int exit = Transcoder.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Result(exit, out.toString(), err.toString());
    }

    /** In a JVM of its own, as an operator has it; what it says goes to a file beside the configuration. */
    public Process start(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(Jvms.java()));
        all.addAll(Jvms.SHORT_LIFE);
        all.addAll(ClassData.options());
        all.add("io.transcoder.Main");
        all.addAll(List.of(args));
        all.add("--config");
        all.add(file.toString());
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    /** Takes what a started process says. */
    Path log() {
        return Path.of(file + ".log");
    }

    public record Result(int exit, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }
    }
}
