package io.transcoder.sandbox.show;

import io.transcoder.sandbox.mam.MediaProbe;
import io.transcoder.sandbox.mam.Tones;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Plays one recording after the other on a stage. */
public final class Show implements AutoCloseable {
    /** Of the command, after which no further play is begun. */
    private static final Duration LATEST = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(700);

    /** To wait on until interrupted. */
    private final CountDownLatch never = new CountDownLatch(1);

    private final Stage stage;
    private final Screen screen;
    private final Duration atMost;
    private final Uploads uploads;
    private final List<String> starts = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sandbox-show");
        thread.setDaemon(true);
        return thread;
    });

    /** @param atMost how long one upload may take */
    public Show(Stage stage, Screen screen, Duration atMost) {
        this.stage = stage;
        this.screen = screen;
        this.atMost = atMost;
        uploads = new Uploads(stage.site());
    }

    /**
     * All that the options ask for.
     *
     * @param command when the user gave the command
     * @return the exit code: 0, or 1 where something was not as it should be
     */
    public int run(Options options, Instant command) throws IOException {
        boolean well = options.file()
                .map(file -> play(file, file.getFileName().toString()))
                .orElse(true);
        for (Play play : options.file().isPresent() ? List.<Play>of() : options.plays()) {
            if (play != options.plays().get(0) && since(command).compareTo(LATEST) > 0) {
                screen.line("Left out for the time: profile " + play.profile() + " (-Dsandbox.profile=" + play.profile()
                        + ")");
            } else {
                well &= play(play);
            }
        }
        for (String fault : stage.site().faults()) {
            screen.line("WRONG: " + fault);
            well = false;
        }
        screen.line("");
        screen.line(
                well
                        ? "All as it should be, " + Screen.seconds(since(command))
                                + " after the command; upload to start: " + String.join(", ", starts)
                        : "Not all as it should be. The application's log may say more.");
        if (options.keep()) {
            keep();
        }
        return well ? 0 : 1;
    }

    /** Makes the recording, and shows it. Returns whether all went well; what did not was shown. */
    private boolean play(Play play) {
        Path clip = play.clip()
                .write(
                        stage.ffmpeg(),
                        stage.folder().resolve(Path.of(play.name()).getFileName()));
        screen.line("");
        screen.line("Profile " + play.profile() + ": "
                + new MediaProbe(stage.ffmpeg()).probe(clip).oneLine());
        Ending ending = perform(clip, play.name());
        if (ending.failure().isPresent()) {
            return false;
        }
        var verdict = new Verdict(play, ending.media(), ending.result(), new Tones(stage.ffmpeg()));
        screen.line("  " + verdict.heard() + (verdict.faults().isEmpty() ? ", as it should be" : ""));
        verdict.faults().forEach(fault -> screen.line("WRONG: the result has not: " + fault));
        return verdict.faults().isEmpty();
    }

    /** Shows a file that is there, whatever it is. */
    private boolean play(Path file, String name) {
        screen.line("");
        screen.line(file.toString());
        return perform(file, name).failure().isEmpty();
    }

    private Ending perform(Path clip, String name) {
        uploads.forget("in/" + name);
        Ending ending = new Performance(stage, screen, uploads, name, atMost).perform(clip, clock);
        ending.failure().ifPresentOrElse(why -> screen.line("FAILED: " + why), () -> {
            starts.add(Screen.seconds(ending.untilStart()));
            screen.line("Result: " + ending.result());
            screen.line("  " + ending.media().oneLine());
        });
        return ending;
    }

    /** Until the thread is interrupted. */
    private void keep() throws IOException {
        var inbox = new Inbox(stage.folder().resolve("inbox"));
        try (var console = stage.openConsole()) {
            stage.endpoints().forEach((name, value) -> screen.line(String.format("%-12s %s", name, value)));
            screen.line(String.format("%-12s %s", "Console", console.address()));
            play(inbox);
        }
        screen.line("Stopping.");
    }

    private void play(Inbox inbox) throws IOException {
        screen.line("");
        screen.line("Every MXF in " + inbox.folder() + " is transcoded by the profile mp4,");
        screen.line("and every one in " + inbox.folder().resolve("xdcam") + " by xdcam-stereo-mp4. Ctrl-C stops.");
        while (!pause()) {
            for (Path file : inbox.look()) {
                if (!Thread.currentThread().isInterrupted()) {
                    play(file, inbox.name(file));
                }
            }
        }
    }

    /** @return whether it was interrupted */
    private boolean pause() {
        try {
            return never.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // not passed on: what closes next has to wait for its threads
            return true;
        }
    }

    private static Duration since(Instant instant) {
        return Duration.between(instant, Instant.now());
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
