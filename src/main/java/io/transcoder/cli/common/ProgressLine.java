package io.transcoder.cli.common;

import java.io.PrintWriter;
import java.time.Duration;

/** Shows the progress of long work: as a bar on a terminal, as a line now and then elsewhere. */
public final class ProgressLine {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final int WIDTH = 40;

    private final PrintWriter err;
    private final String what;
    private final boolean terminal;
    private long lastLine = System.nanoTime();
    /** The length of what stands on the terminal's line. */
    private int shown;

    /** @param what such as {@code replayed} */
    public ProgressLine(PrintWriter err, String what) {
        this(err, what, Terminal.isThere());
    }

    ProgressLine(PrintWriter err, String what, boolean terminal) {
        this.err = err;
        this.what = what;
        this.terminal = terminal;
    }

    public void at(int done, int total) {
        int filled = total == 0 ? WIDTH : (int) ((long) WIDTH * done / total);
        String bar = "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + done + "/" + total + " " + what;
        show(bar, what + " " + done + " of " + total);
    }

    /** As {@link #at} where nobody knows how much there is. */
    public void counted(int done) {
        show(what + " " + done, what + " " + done);
    }

    private synchronized void show(String onTerminal, String elsewhere) {
        if (terminal) {
            // else the end of a longer one would stay
            err.print("\r" + onTerminal + " ".repeat(Math.max(0, shown - onTerminal.length())));
            err.flush();
            shown = onTerminal.length();
        } else if (System.nanoTime() - lastLine > BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            err.println(elsewhere);
            err.flush();
        }
    }

    /** Leaves the line of the bar, where there is one. */
    public synchronized void end() {
        if (shown > 0) {
            err.println();
            shown = 0;
        }
    }
}
