package io.transcoder.deadletter;

import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.upload.Batches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;

/**
 * Holds messages of the dead-letter queue, so that nobody else receives them until this is closed. Closing gives back at once
 * what was not deleted, and so does the end of the process, such as by Ctrl-C.
 */
public final class HeldLetters implements AutoCloseable {
    /** How long letters stay away should this process die with them; it is renewed before it is over. */
    static final Duration HIDDEN = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final int DELETE_TRIES = 3;
    private static final Duration AT_EXIT = Duration.ofSeconds(5);
    private static final Comparator<DeadLetter> NEWEST_FIRST = Comparator.comparing(
                    DeadLetter::receivedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
            .reversed()
            .thenComparing(DeadLetter::messageId);

    private final SqsClient sqs;
    private final String url;
    private final Map<String, DeadLetter> letters = new ConcurrentHashMap<>();
    private final ReentrantReadWriteLock givingBack = new ReentrantReadWriteLock();
    private final ScheduledExecutorService renewal;
    private final Thread atExit = new Thread(this::giveBackAtExit, "give-letters-back");
    private final CountDownLatch complete = new CountDownLatch(1);
    private volatile boolean ending;

    HeldLetters(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
        renewal = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "held-letters");
            thread.setDaemon(true);
            return thread;
        });
        long period = HIDDEN.toMillis() / 3;
        renewal.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @return whether it was not held already */
    boolean add(DeadLetter letter) {
        return letters.put(letter.messageId(), letter) == null;
    }

    /** There will be no further {@link #add}. */
    void complete() {
        complete.countDown();
    }

    /** Whether no more letters should be taken. */
    boolean isEnding() {
        return ending;
    }

    public List<DeadLetter> newestFirst() {
        return letters.values().stream().sorted(NEWEST_FIRST).toList();
    }

    /** Gives back at once all but these. */
    public void keepOnly(Collection<DeadLetter> wanted) {
        Set<String> ids = wanted.stream().map(DeadLetter::messageId).collect(Collectors.toSet());
        giveBack(letters.values().stream()
                .filter(letter -> !ids.contains(letter.messageId()))
                .toList());
    }

    /**
     * Deletes letters for good.
     *
     * @return those that SQS did not delete, which come back
     */
    public List<DeadLetter> delete(List<DeadLetter> unwanted) {
        List<DeadLetter> left = new ArrayList<>();
        for (List<DeadLetter> batch : Batches.of(unwanted)) {
            List<DeadLetter> remaining = batch;
            for (int tries = 1; !remaining.isEmpty() && tries <= DELETE_TRIES; tries++) {
                remaining = deleteOnce(remaining);
            }
            left.addAll(remaining);
        }
        return left;
    }

    @Override
    public void close() {
        giveBackAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.debug("The process is ending, which gives the letters back as well");
        }
    }

    private void giveBackAll() {
        renewal.shutdownNow();
        giveBack(List.copyOf(letters.values()));
    }

    /** What SQS is handing out at this moment belongs to it. */
    private void giveBackAtExit() {
        ending = true;
        try {
            complete.await(AT_EXIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        giveBackAll();
    }

    private List<DeadLetter> deleteOnce(List<DeadLetter> batch) {
        List<DeleteMessageBatchRequestEntry> entries =
                Batches.entries(batch, (id, letter) -> DeleteMessageBatchRequestEntry.builder()
                        .id(id)
                        .receiptHandle(current(letter).receiptHandle())
                        .build());
        var reply = sqs.deleteMessageBatch(b -> b.queueUrl(url).entries(entries));
        reply.successful()
                .forEach(done ->
                        letters.remove(batch.get(Integer.parseInt(done.id())).messageId()));
        return reply.failed().stream()
                .map(BatchResultErrorEntry::id)
                .map(Integer::parseInt)
                .map(batch::get)
                .toList();
    }

    /** Only the handle of the latest receive is good. */
    private DeadLetter current(DeadLetter letter) {
        return letters.getOrDefault(letter.messageId(), letter);
    }

    /** A letter that is on its way back must not be hidden again. */
    private void renew() {
        givingBack.readLock().lock();
        try {
            AtOnce.each(
                    DeadLetterQueue.THREADS, Batches.of(List.copyOf(letters.values())), batch -> hide(batch, HIDDEN));
        } catch (SdkException | IllegalStateException e) {
            LOG.warn("The dead letters in work could not be kept hidden, which is tried again: {}", e.getMessage());
        } finally {
            givingBack.readLock().unlock();
        }
    }

    private void giveBack(List<DeadLetter> unwanted) {
        givingBack.writeLock().lock();
        try {
            unwanted.forEach(letter -> letters.remove(letter.messageId()));
            AtOnce.each(DeadLetterQueue.THREADS, Batches.of(unwanted), batch -> hide(batch, Duration.ZERO));
        } catch (SdkException e) {
            LOG.warn(
                    "{} dead letters could not be given back at once; SQS shows them again within {} s: {}",
                    unwanted.size(),
                    HIDDEN.toSeconds(),
                    e.getMessage());
        } finally {
            givingBack.writeLock().unlock();
        }
    }

    private void hide(List<DeadLetter> batch, Duration time) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries =
                Batches.entries(batch, (id, letter) -> ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(id)
                        .receiptHandle(letter.receiptHandle())
                        .visibilityTimeout((int) time.toSeconds())
                        .build());
        sqs.changeMessageVisibilityBatch(b -> b.queueUrl(url).entries(entries));
    }
}
