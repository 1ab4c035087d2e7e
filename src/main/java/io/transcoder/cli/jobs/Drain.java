package io.transcoder.cli.jobs;

import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.job.Doubts;
import io.transcoder.job.Pauses;
import io.transcoder.ledger.Hold;
import io.transcoder.operate.EncoderWord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Closes the tap and waits until nothing runs any more. */
@Command(
        name = "drain",
        description = "Pauses, and returns when no encoding is at work there any more. 'resume' takes it back.")
public final class Drain extends PausingCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever asks what the uploads wait for.")
    private String reason;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "7d",
            description = "Waits so long (default: 7d). The pause stays.")
    private Duration timeout;

    @Override
    public Integer call() {
        Instant until = Instant.now().plus(timeout);
        try (var workbench = workbench();
                var encoder = encoder()) {
            Pauses pauses = workbench.pauses();
            Hold hold = pause(pauses, reason);
            if (!isObeyed(pauses, hold, until)) {
                return 1;
            }
            // by now nothing is added to them
            List<String> refused = new CopyOnWriteArrayList<>();
            var atWork = new AtomicReference<List<Pauses.Started>>(pauses.started(hold, refused::add));
            refused.forEach(this::sayRefused);
            Doubts doubts = workbench.doubts();
            Duration round = Settings.of(configuration().effective()).duration(Setting.WATCH_PERIOD);
            boolean drained = wait(pauses, hold, until, round, "encodings at work:", () -> {
                atWork.set(pauses.still(atWork.get()).stream()
                        .filter(attempt -> attempt.accepted() || !isUnstarted(encoder, doubts, attempt))
                        .toList());
                return atWork.get().size();
            });
            String others = refused.isEmpty() ? "" : ", but for " + refused.size() + " of which nobody can say";
            String all = drained ? "No encoding is at work" : "Still at work: " + named(atWork.get().stream());
            err().println(all + others);
            return drained && refused.isEmpty() ? 0 : 1;
        }
    }

    /**
     * The encoder had no place for it, or a crash came between the record of its start and the start; it waits for 'resume' now. Where
     * the answer to its start was lost instead, the status only lags behind.
     */
    private boolean isUnstarted(EncoderWord encoder, Doubts doubts, Pauses.Started attempt) {
        EncoderWord.Answer answer = encoder.of(attempt.claim().encodingId());
        if (answer.fault() != null) {
            sayOnce("What may not have been started counts as at work, as the encoder does not say: ", answer.fault());
        }
        var status = answer.status();
        return status != null && doubts.isConfirmed(attempt.claim().jobId(), status.status()) && status.isCreated();
    }
}
