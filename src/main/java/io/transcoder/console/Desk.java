package io.transcoder.console;

import io.transcoder.boot.Workbench;
import io.transcoder.config.Settings;
import io.transcoder.operate.CostSums;
import io.transcoder.operate.EncoderProgress;
import io.transcoder.operate.EncoderWord;
import io.transcoder.operate.LetterReplay;
import io.transcoder.operate.Overview;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** What the pages work with, for as long as the console is open. */
public record Desk(
        Map<String, String> effective,
        Path file,
        Settings settings,
        Workbench workbench,
        EncoderWord encoder,
        EncoderProgress progress,
        CostSums costs,
        Overview overview,
        LetterReplay replay,
        LetterWork letters,
        Clock clock)
        implements AutoCloseable {
    static Desk of(Map<String, String> effective, Path file) {
        Clock clock = Clock.systemUTC();
        Settings settings = Settings.of(effective);
        var workbench = new Workbench(settings);
        var encoder = new EncoderWord(effective, file);
        var costs = new CostSums(workbench.ledger(), workbench.price(), clock);
        var overview = new Overview(workbench, settings, costs, clock);
        var replay = new LetterReplay(workbench, effective, file);
        var letters = new LetterWork(workbench, replay, clock);
        var progress = new EncoderProgress(encoder, clock);
        return new Desk(
                effective, file, settings, workbench, encoder, progress, costs, overview, replay, letters, clock);
    }

    @Override
    public void close() {
        letters.close();
        progress.close();
        encoder.close();
        workbench.close();
    }
}
