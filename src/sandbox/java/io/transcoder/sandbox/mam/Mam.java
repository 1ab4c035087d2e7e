package io.transcoder.sandbox.mam;

import io.transcoder.sandbox.Ffmpeg;
import io.transcoder.sandbox.mam.MamOptions.SourceDeletion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Plays the part of the MAM with an external transcoder: puts a source in one folder and takes the file that appears in
 * another under a matching name. What is known of the real one, and what is a guess, is in {@link MamOptions}. Like the
 * real one it knows nothing of the encoder: a failure there is silence here, until the timeout.
 */
public final class Mam implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final S3Client s3;
    private final MediaProbe probe;
    private final Path results;
    private final MamOptions options;
    private final Consumer<String> progress;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Set<MamJob> running = ConcurrentHashMap.newKeySet();

    /**
     * @param s3 is left open
     * @param results a folder for the fetched results, of this MAM alone
     * @param progress takes lines for people, from the threads of the jobs
     */
    public Mam(S3Client s3, Ffmpeg ffmpeg, Path results, MamOptions options, Consumer<String> progress) {
        this.s3 = s3;
        this.probe = new MediaProbe(ffmpeg);
        this.results = results;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Starts a job, on a thread of its own.
     *
     * @param file the source
     * @param name its name below the source prefix; may have sub-folders
     */
    public MamJob transcode(Path file, String name) {
        MamJob job = new MamJob("VX-" + lastId.incrementAndGet(), name, progress);
        running.add(job);
        Thread thread = new Thread(() -> run(job, file), "mam-" + job.id());
        thread.setDaemon(true);
        thread.start();
        return job;
    }

    /** Aborts what still runs and waits for its end. */
    @Override
    public void close() {
        List<MamJob> open = List.copyOf(running);
        open.forEach(MamJob::abort);
        open.forEach(job -> job.await(PATIENCE));
    }

    private void run(MamJob job, Path file) {
        try {
            job.started();
            attempt(job, file);
        } catch (CancellationException e) {
            cleanUpSource(job, false);
            job.ended(MamJob.State.ABORTED, "ABORTED");
        } catch (Failure e) {
            cleanUpSource(job, false);
            job.failed(e.getMessage());
        } catch (IOException | RuntimeException e) {
            job.failed("the MAM itself failed: " + e);
        } finally {
            running.remove(job);
        }
    }

    private void attempt(MamJob job, Path file) throws IOException, Failure {
        for (int attempt = 1; ; attempt++) {
            try {
                if (attempt == 1 || options.uploadsOnRetry()) {
                    upload(job, file);
                }
                S3Object found = await(job);
                Path result = fetch(job, found.key());
                MediaSummary summary = judge(result, found.key());
                cleanUpResult(job, found.key());
                cleanUpSource(job, true);
                job.finished(result, summary);
                return;
            } catch (Failure e) {
                if (attempt >= options.attempts()) {
                    throw e;
                }
                job.step("attempt " + attempt + " of " + options.attempts() + " failed: " + e.getMessage());
            }
        }
    }

    private void upload(MamJob job, Path file) throws IOException, Failure {
        String key = options.sourcePrefix() + job.name();
        try {
            int parts = new MultipartSource(s3, file, options.sourceBucket(), key).upload(job::aborted);
            job.step("uploaded " + options.sourceBucket() + "/" + key + ", " + megabytes(Files.size(file)) + " in "
                    + parts + (parts == 1 ? " part" : " parts"));
        } catch (SdkException e) {
            throw new Failure("the source could not be uploaded: " + e.getMessage());
        }
    }

    /** Looks until one matching file has been there with the same size for the number of checks. */
    private S3Object await(MamJob job) throws Failure {
        ResultPattern pattern = ResultPattern.of(job.name(), options);
        String where = options.destinationBucket() + "/" + options.destinationPrefix();
        job.step("waiting for " + pattern.pattern() + " in " + where);
        long deadline = System.nanoTime() + options.timeout().toNanos();
        S3Object last = null;
        int seen = 0;
        String trouble = "";
        while (!job.aborted()) {
            try {
                S3Object found = look(pattern);
                seen = sameFile(found, last) ? seen + 1 : 1;
                last = found;
                if (found != null && seen >= options.checks()) {
                    job.took(found.key());
                    job.step("found " + options.destinationBucket() + "/" + found.key() + ", "
                            + megabytes(found.size()));
                    return found;
                }
            } catch (SdkException e) {
                // a store that is away for a moment is looked at again; said once, not at every look
                if (!trouble.equals(e.getMessage())) {
                    trouble = String.valueOf(e.getMessage());
                    job.step("could not look into " + where + ": " + trouble);
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new Failure("no file that matches " + pattern.pattern() + " in " + where + " within "
                        + options.timeout().toMillis() / 1000.0 + " s");
            }
            job.pause(options.interval());
        }
        throw new CancellationException();
    }

    private S3Object look(ResultPattern pattern) {
        return s3
                .listObjectsV2Paginator(
                        r -> r.bucket(options.destinationBucket()).prefix(options.destinationPrefix()))
                .contents()
                .stream()
                .filter(object -> pattern.accepts(
                        object.key().substring(options.destinationPrefix().length())))
                .findFirst()
                .orElse(null);
    }

    private static boolean sameFile(S3Object one, S3Object other) {
        return one != null
                && other != null
                && one.key().equals(other.key())
                && one.size().equals(other.size());
    }

    private Path fetch(MamJob job, String key) throws IOException, Failure {
        // not the object's name: it may hold what this file system cannot
        Path file = results.resolve(job.id() + ".result");
        try (ResponseInputStream<GetObjectResponse> object =
                s3.getObject(r -> r.bucket(options.destinationBucket()).key(key))) {
            Files.copy(object, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (SdkException e) {
            throw new Failure("the result " + key + " could not be fetched: " + e.getMessage());
        }
        job.step("fetched " + megabytes(Files.size(file)));
        return file;
    }

    private MediaSummary judge(Path result, String key) throws Failure {
        try {
            return probe.verify(result);
        } catch (NotMediaException e) {
            throw new Failure("the result " + key + " is no usable media: " + e.getMessage());
        }
    }

    private void cleanUpResult(MamJob job, String key) {
        if (options.deletesResult()) {
            delete(job, options.destinationBucket(), key);
        }
    }

    private void cleanUpSource(MamJob job, boolean finished) {
        if (options.sourceDeletion() == SourceDeletion.WHEN_ENDED
                || finished && options.sourceDeletion() == SourceDeletion.WHEN_FINISHED) {
            delete(job, options.sourceBucket(), options.sourcePrefix() + job.name());
        }
    }

    private void delete(MamJob job, String bucket, String key) {
        try {
            s3.deleteObject(r -> r.bucket(bucket).key(key));
            job.step("deleted " + bucket + "/" + key);
        } catch (SdkException e) {
            // what is left over harms no job
            job.step("could not delete " + bucket + "/" + key + ": " + e.getMessage());
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /** One attempt failed, for a reason that the MAM's user is told. */
    private static final class Failure extends Exception {
        Failure(String message) {
            super(message);
        }
    }
}
