package io.transcoder.sandbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The buckets and queues on services of somebody else: made where they are missing, and what was made here is removed at the end. */
final class Premises implements AutoCloseable {
    private static final int NOT_FOUND = 404;

    private record Removal(String what, Runnable action) {}

    private final S3Client s3;
    private final SandboxQueues queues;
    private final Consumer<String> say;
    private final Set<String> made = new HashSet<>();
    private final Deque<Removal> removals = new ArrayDeque<>();

    /** @param say takes lines for people */
    Premises(S3Client s3, SandboxQueues queues, Consumer<String> say) {
        this.s3 = s3;
        this.queues = queues;
        this.say = say;
    }

    /** @throws IllegalStateException for people, where it is there and holds anything */
    void bucket(String name) {
        if (!bucketExists(name)) {
            s3.createBucket(b -> b.bucket(name));
            made.add(name);
            removals.push(new Removal("s3://" + name, () -> removeBucket(name)));
        } else if (!s3.listObjectsV2(b -> b.bucket(name).maxKeys(1)).contents().isEmpty()) {
            throw new IllegalStateException(
                    "The bucket " + name + " holds objects, and the sandbox takes an empty one only");
        }
    }

    /** @throws IllegalStateException for people, where one of them is there and holds anything */
    void queues(String events, String deadLetters, int maxReceives, Duration visibility) {
        boolean areThere = isUsable(deadLetters) & isUsable(events);
        if (areThere) {
            return;
        }
        if (queueExists(events)) {
            throw new IllegalStateException("The queue " + events + " is there and " + deadLetters
                    + " is not; the sandbox takes both or makes both");
        }
        boolean hadDeadLetters = queueExists(deadLetters);
        queues.createWithDeadLetters(events, deadLetters, maxReceives, visibility);
        if (!hadDeadLetters) {
            removals.push(new Removal("queue " + deadLetters, () -> queues.remove(deadLetters)));
        }
        made.add(events);
        removals.push(new Removal("queue " + events, () -> queues.remove(events)));
    }

    boolean made(String name) {
        return made.contains(name);
    }

    /** Removes what was made, the last first. What cannot be removed is said, with the reason. */
    @Override
    public void close() {
        // an interrupted thread gets no answer from the SDK, and everything would be left behind
        boolean interrupted = Thread.interrupted();
        try {
            while (!removals.isEmpty()) {
                Removal removal = removals.pop();
                try {
                    removal.action().run();
                } catch (SdkException e) {
                    say.accept(
                            "Could not be removed, remove it by hand: " + removal.what() + " (" + e.getMessage() + ")");
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean bucketExists(String name) {
        try {
            s3.headBucket(b -> b.bucket(name));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private boolean isUsable(String queue) {
        if (!queueExists(queue)) {
            return false;
        }
        if (queues.depth(queue) > 0) {
            throw new IllegalStateException(
                    "The queue " + queue + " holds messages, and the sandbox takes an empty one only");
        }
        return true;
    }

    private boolean queueExists(String name) {
        try {
            queues.url(name);
            return true;
        } catch (QueueDoesNotExistException e) {
            return false;
        }
    }

    private void removeBucket(String name) {
        s3.listObjectsV2Paginator(b -> b.bucket(name).encodingType(EncodingType.URL)).contents().stream()
                .toList()
                .forEach(object -> s3.deleteObject(b -> b.bucket(name).key(object.key())));
        removeVersions(name);
        s3.deleteBucket(b -> b.bucket(name));
    }

    /** Not every store knows versions; where it does not, there are none that could keep the bucket from being deleted. */
    private void removeVersions(String name) {
        try {
            var versions = s3.listObjectVersions(b -> b.bucket(name));
            versions.versions()
                    .forEach(version -> s3.deleteObject(
                            b -> b.bucket(name).key(version.key()).versionId(version.versionId())));
            versions.deleteMarkers()
                    .forEach(marker -> s3.deleteObject(
                            b -> b.bucket(name).key(marker.key()).versionId(marker.versionId())));
        } catch (S3Exception e) {
            // the delete of the bucket tells whether anything is left
        }
    }
}
