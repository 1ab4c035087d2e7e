package io.transcoder.cli.common;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Restores the arguments of the command line in UTF-8: where the locale is POSIX, as in many containers and cron jobs, the JVM
 * replaces every character beyond ASCII before anybody sees it. On Linux the bytes can still be read.
 */
public final class Arguments {
    private static final char REPLACED = '\uFFFD';
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private Arguments() {}

    public static String[] of(String[] args) {
        if (Stream.of(args).noneMatch(arg -> arg.indexOf(REPLACED) >= 0) || !Files.isReadable(COMMAND_LINE)) {
            return args;
        }
        try {
            // a zero ends each, also an empty one
            String[] all = new String(Files.readAllBytes(COMMAND_LINE), StandardCharsets.UTF_8).split("\0", -1);
            String[] typed = Arrays.copyOf(all, all.length - 1);
            return typed.length < args.length
                    ? args
                    : Arrays.copyOfRange(typed, typed.length - args.length, typed.length);
        } catch (IOException e) {
            return args;
        }
    }

    /** Lets the commands print what was read so. */
    public static void printUtf8() {
        for (String stream : new String[] {"sun.stdout.encoding", "sun.stderr.encoding"}) {
            System.setProperty(stream, StandardCharsets.UTF_8.name());
        }
    }
}
