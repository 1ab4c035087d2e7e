package io.transcoder.cli.common;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** Who gives an order, for the records. */
public final class Operator {
    @Option(names = "--by", paramLabel = "WHO", description = "Who it is, for the records (default: user@host).")
    private String by;

    public String name() {
        if (by != null && !by.isBlank()) {
            return by;
        }
        return System.getProperty("user.name") + "@" + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
