package io.transcoder.cli.common;

import java.io.PrintWriter;
import java.time.Duration;

/** Shows the progress of long work: as a bar on a terminal, as a line now and then elsewhere. */
public final class ProgressLine {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final int WIDTH = 40;

    private final PrintWriter err;
    private final boolean terminal = Terminal.isThere();
    private final String what;
    private long lastLine = System.nanoTime();
    private boolean shown;

    /** @param what such as {@code replayed} */
    public ProgressLine(PrintWriter err, String what) {
        this.err = err;
        this.what = what;
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
            err.print("\r" + onTerminal);
            err.flush();
            shown = true;
        } else if (System.nanoTime() - lastLine > BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            err.println(elsewhere);
            err.flush();
        }
    }

    /** Leaves the line of the bar, where there is one. */
    public synchronized void end() {
        if (shown) {
            err.println();
            shown = false;
        }
    }
}
