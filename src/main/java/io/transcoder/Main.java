package io.transcoder;

import io.transcoder.cli.Transcoder;

/** Starts the command line. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Transcoder.execute(args));
    }
}
