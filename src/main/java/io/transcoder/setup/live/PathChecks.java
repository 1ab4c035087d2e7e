package io.transcoder.setup.live;

import io.transcoder.config.Setting;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.s3.Listed;
import io.transcoder.setup.live.LiveCheck.Seen;
import io.transcoder.setup.live.LiveUpload.Progress;
import io.transcoder.setup.step.Installation;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The way of an upload through the running application, which alone takes messages from the queue: when it had the event, and what
 * the event was like, its ledger tells.
 */
final class PathChecks {
    private static final Pattern NATIVE = Pattern.compile("\"eventVersion\"\\s*:\\s*\"(\\d+)\\.");
    private static final Pattern SEQUENCER = Pattern.compile("sequencer\\\\*\"\\s*:\\s*\\\\*\"[0-9A-Fa-f]+");

    private final Run run;
    private final Installation installation;
    private final S3Client s3;
    private final BooleanSupplier isRunning;
    private final Supplier<LiveUpload> uploading;
    private LiveUpload upload;

    /** @param isRunning whether an application of this ledger lives */
    PathChecks(
            Run run,
            Installation installation,
            S3Client s3,
            BooleanSupplier isRunning,
            Supplier<LiveUpload> uploading) {
        this.run = run;
        this.installation = installation;
        this.s3 = s3;
        this.isRunning = isRunning;
        this.uploading = uploading;
    }

    List<LiveCheck> all() {
        return List.of(
                new LiveCheck("event-arrives", this::arrives),
                new LiveCheck("event-shape", this::shape),
                new LiveCheck("whole-way", this::wholeWay));
    }

    private Seen arrives() {
        if (!isRunning.getAsBoolean()) {
            return Seen.not("no application of this ledger runs; start it, and run this once more");
        }
        upload = uploading.get();
        Optional<Progress> taken = run.until(
                run.patience(), Run.OFTEN, () -> Optional.of(upload.progress()).filter(Progress::isTaken));
        return Seen.of(
                taken.isPresent(),
                taken.map(progress -> "in the queue " + after(progress.untilAnnounced()) + ", claimed "
                                + after(progress.until(Part.CLAIM)))
                        .orElse("not taken " + after(Optional.of(run.patience()))));
    }

    private Seen shape() {
        Progress progress = progress();
        if (progress.claim() == null) {
            return Seen.not("the application has no claim of it");
        }
        Upload told = progress.claim().upload();
        Source shown = upload.upload().source();
        boolean agrees = Objects.equals(Source.unquoted(told.eTag()), shown.eTag())
                && Objects.equals(told.versionId(), shown.versionId())
                && told.size() == shown.size();
        boolean ordered = SEQUENCER.matcher(told.event()).find();
        var version = NATIVE.matcher(told.event());
        boolean isNative = version.find();
        return Seen.of(
                agrees && ordered && (!isNative || version.group(1).equals("2")),
                (isNative ? "S3's own, of version " + version.group(1) : "in another form")
                        + (ordered ? ", with" : ", without") + " a sequencer, "
                        + (agrees ? "" : "not ") + "with the object's ETag, size and version");
    }

    private Seen wholeWay() {
        progress();
        boolean cleans = installation.text(Setting.SOURCE_DELETE).equals("verified")
                && installation.settings().duration(Setting.SOURCE_DELETE_AFTER).isZero();
        Optional<Progress> over = run.until(run.patience(), Run.OFTEN, () -> Optional.of(upload.progress())
                .filter(now -> now.isCleaned() || now.isEnded() && !(cleans && now.isFinished())));
        Progress now = over.orElseGet(upload::progress);
        if (!now.isFinished()) {
            String end = now.isEnded()
                    ? now.end().outcome() + ", " + now.end().reason()
                    : now.history().state().toString();
            return Seen.of(false, "job " + now.history().jobId() + " is " + end);
        }
        boolean gone =
                new Listed(s3).find(installation.sourceBucket(), run.taken()).isEmpty();
        return Seen.of(
                gone || !cleans,
                "output verified " + after(now.until(Part.END)) + ", source " + (gone ? "deleted" : "still there"));
    }

    private Progress progress() {
        if (upload == null) {
            throw new IllegalStateException("nothing was uploaded for the application");
        }
        return upload.progress();
    }

    private static String after(Optional<Duration> time) {
        return "after " + time.map(known -> known.toMillis() / 1000.0 + " s").orElse("an unknown time");
    }
}
