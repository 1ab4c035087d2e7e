package io.transcoder.cli;

import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.Operator;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.console.Console;
import io.transcoder.console.ConsoleOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that opens the console in the browser. */
@Command(
        name = "console",
        description =
                "Opens a console for the browser on this machine, and prints its address, which is good for one time.")
final class ConsoleCommand extends PrintingCommand {
    private static final int SHORTEST_TOKEN = 20;
    private static final int HIGHEST_PORT = 65_535;

    @Mixin
    private Operator operator;

    @Option(names = "--port", paramLabel = "N", defaultValue = "0", description = "The port (default: a free one).")
    private int port;

    @Option(names = "--read-only", description = "Shows all and changes nothing.")
    private boolean readOnly;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description =
                    "Listens there, for a proxy that signs people in; needs --origin, and --token-file or --user-header.")
    private String bind;

    @Option(
            names = "--origin",
            paramLabel = "URL",
            description = "With --bind: where browsers reach the console, such as https://console.example.org.")
    private URI origin;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "With --bind: who signs in gives the token that is in this file.")
    private Path tokenFile;

    @Option(
            names = "--user-header",
            paramLabel = "NAME",
            description = "With --bind: the header in which the proxy, and nobody else, names who is signed in.")
    private String userHeader;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ConsoleOptions options = options();
        Configuration configuration = configuration();
        configuration.requireWithoutSecrets();
        // else each answer on a kept connection waits 40 ms for the browser's acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // in seconds: who does not end a request holds a thread, signed in or not, and the JDK sets no limit
        System.setProperty("sun.net.httpserver.maxReqTime", "30");
        try (var console = Console.open(configuration.effective(), configuration.file(), options)) {
            out().println(console.address());
            out().flush();
            err().println(readOnly ? "Ctrl-C ends the console, which is read-only" : "Ctrl-C ends the console");
            err().flush();
            new CountDownLatch(1).await();
            return 0;
        }
    }

    private ConsoleOptions options() {
        if (port < 0 || port > HIGHEST_PORT) {
            throw wrongUsage("--port: 0 to " + HIGHEST_PORT + ", not " + port);
        }
        if (bind == null && (origin != null || tokenFile != null || userHeader != null)) {
            throw wrongUsage("--origin, --token-file and --user-header go with --bind");
        }
        if (bind != null && tokenFile == null && userHeader == null) {
            throw wrongUsage(
                    "--bind needs --token-file or --user-header: without, everybody who reaches the address could order");
        }
        if (bind != null && (origin == null || !origin.toString().matches("https?://[^/?#@\\s]+"))) {
            throw wrongUsage("--bind needs --origin, the address in browsers, such as https://console.example.org");
        }
        return new ConsoleOptions(
                bind, port, origin, tokenFile == null ? null : token(), userHeader, readOnly, operator.name());
    }

    private String token() {
        try {
            String token = Files.readString(tokenFile).strip();
            if (token.length() < SHORTEST_TOKEN) {
                throw wrongUsage("--token-file: the token has " + SHORTEST_TOKEN + " characters or more");
            }
            return token;
        } catch (IOException e) {
            throw wrongUsage("--token-file: " + tokenFile + " can't be read ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}
