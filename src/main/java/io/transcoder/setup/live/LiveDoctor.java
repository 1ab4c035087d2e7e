package io.transcoder.setup.live;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.vidispine.VidiCore;
import io.transcoder.upload.Upload;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Lets one small upload go the whole way, and tries beside it which of the application's assumptions hold. Whatever it makes has a name
 * or a label of its own, and is removed when it is closed, but for a job that is at work; what is left, a run of a day later removes.
 */
public final class LiveDoctor implements AutoCloseable {
    private final Run run;
    private final Installation installation;
    private final S3Client s3;
    private final Ledger ledger;
    private final Trial trial;
    private final RequestBody clip;
    private final List<LiveCheck> checks;
    private boolean closed;

    /**
     * @param isRunning whether an application of this ledger lives
     * @param mam empty where none is configured
     * @param file the clip, or null for the one that is shipped
     * @param patience with each thing that takes a while
     */
    public LiveDoctor(
            Installation installation,
            S3Client s3,
            Ledger ledger,
            BooleanSupplier isRunning,
            Supplier<Bitmovin> bitmovin,
            Optional<VidiCore> mam,
            Path file,
            Duration patience,
            Clock clock) {
        this.installation = installation;
        this.s3 = s3;
        this.ledger = ledger;
        clip = file == null ? LiveUpload.clip() : RequestBody.fromFile(file);
        String extension = file == null ? ".mp4" : file.toString().replaceFirst("^.*?(\\.[A-Za-z0-9]{1,8})?$", "$1");
        run = new Run(installation, extension, patience, clock);
        trial = new Trial(run, installation, bitmovin);
        String sources = installation.sourceBucket();
        String ledgers = installation.jobsBucket();
        var store = new StoreChecks(s3, ledgers, run.tries() + "create-only", sources, run.beside() + ".part");
        Supplier<LiveUpload> upload =
                () -> LiveUpload.put(s3, ledger, sources, installation.outputBucket(), run.taken(), clip);
        var path = new PathChecks(run, installation, s3, isRunning, upload).all();
        var encoder = new EncoderChecks(run, installation, trial, s3).all();
        var vault = new MamFacts(installation, mam).all();
        // the application encodes while Bitmovin is tried
        checks = Stream.of(store.all(), path.subList(0, 1), encoder, path.subList(1, path.size()), vault)
                .flatMap(List::stream)
                .toList();
    }

    /** Of all checks, in the order in which they are made. */
    public List<String> names() {
        return checks.stream().map(LiveCheck::name).toList();
    }

    /** The key of the source of the checks' own encodings, which the application has to leave out. */
    public String beside() {
        return run.beside();
    }

    /** @param each told of each fact as soon as it is known */
    public List<Fact> examine(Consumer<Fact> each) {
        trial.removeLeft();
        removeFromBuckets();
        LiveUpload.put(s3, installation.sourceBucket(), run.beside(), clip);
        return checks.stream().map(LiveCheck::fact).peek(each).toList();
    }

    /** Gives the run up where it is not over, and removes what it has made; who closes it meanwhile waits for that. */
    @Override
    public void close() {
        run.giveUp();
        synchronized (this) {
            if (!closed) {
                try {
                    trial.remove();
                    removeFromBuckets();
                } finally {
                    closed = true;
                }
            }
        }
    }

    private boolean isAtWork(String source) {
        return ledger.ofKey(Upload.keyHash(installation.sourceBucket(), source)).stream()
                .anyMatch(JobHistory::isLive);
    }

    private void removeFromBuckets() {
        run.removeFrom(new Leftovers(s3), this::isAtWork);
    }
}
