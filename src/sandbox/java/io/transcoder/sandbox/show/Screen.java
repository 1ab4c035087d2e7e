package io.transcoder.sandbox.show;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Lays the show out for people: a time, a step, a text; a bar that moves where the output is a terminal. */
public final class Screen {
    private static final String MORE = "";
    private static final int BAR = 40;
    private static final int LINE_EVERY = 10;

    private final PrintStream out;
    private final boolean terminal;
    private int shown;
    private boolean inBar;

    /** @param terminal whether a line can be written over */
    public Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Standard output. Linux only, as the sandbox's ffmpeg is; what Java says of its console differs between releases. */
    public static Screen standard() {
        return new Screen(System.out, isTerminal());
    }

    public synchronized void line(String text) {
        endBar();
        out.println(text.isEmpty() ? "" : "  " + text);
    }

    /** @param after since the upload began */
    synchronized void step(Duration after, Step step, String text) {
        shown = 0;
        print(after, step.ordinal() + 1 + " " + step.title(), text);
    }

    /** One more line of the same step. */
    synchronized void more(Duration after, String text) {
        print(after, MORE, text);
    }

    synchronized void progress(Duration after, int percent) {
        if (terminal) {
            int full = BAR * percent / 100;
            out.print("\r" + start(after, MORE) + "[" + "#".repeat(full) + " ".repeat(BAR - full) + "] " + percent
                    + " %  ");
            out.flush();
            inBar = true;
        } else if (percent / LINE_EVERY > shown) {
            shown = percent / LINE_EVERY;
            print(after, MORE, String.format(Locale.ROOT, "%3d %%", shown * LINE_EVERY));
        }
    }

    private void print(Duration after, String title, String text) {
        endBar();
        out.println(start(after, title) + text);
    }

    private void endBar() {
        if (inBar) {
            out.println();
            inBar = false;
        }
    }

    private static String start(Duration after, String title) {
        return String.format(Locale.ROOT, "%7s  %-11s ", seconds(after), title);
    }

    /** {@code 12.3 s}. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    private static boolean isTerminal() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).startsWith("/dev/pts")
                    && !"dumb".equals(System.getenv("TERM"));
        } catch (IOException e) {
            return false;
        }
    }
}
