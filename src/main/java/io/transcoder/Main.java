package io.transcoder;

import io.transcoder.cli.Transcoder;

/** Starts the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // before anything logs that way
        System.setProperty("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
        System.exit(Transcoder.execute(args));
    }
}
