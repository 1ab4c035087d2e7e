package io.transcoder;

import io.transcoder.cli.Transcoder;

/** Starts the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // before anything logs that way
        System.setProperty("java.util.logging.manager", "org.apache.logging.log4j.jul.LogManager");
        // a client of the JDK would otherwise give no password to a proxy that it asks for a tunnel
        if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
        System.exit(Transcoder.execute(args));
    }
}
