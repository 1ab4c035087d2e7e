package io.transcoder.deadletter;

import io.transcoder.job.Replay;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.upload.Batches;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Sends dead letters back to the events queue. A letter is deleted only when SQS has taken its copy, so whatever happens in between,
 * it is there once too often rather than never; the ledger drops the second.
 */
public record Replayer(SqsClient sqs, String eventsUrl) {
    /** Older installations of SQS take no more in one call. */
    private static final int MOST_BYTES = 256_000;

    /**
     * Replays the letters, in about their order. Ends early where SQS refuses a whole call.
     *
     * @param progress is told of every batch, by several threads
     */
    public ReplayResult replay(HeldLetters held, List<DeadLetter> letters, Pace pace, Consumer<ReplayResult> progress) {
        var total = new AtomicReference<>(ReplayResult.NONE);
        List<List<DeadLetter>> batches = Batches.of(letters, pace.batch(), Replayer::bytes, MOST_BYTES);
        AtOnce.each(DeadLetterQueue.THREADS, batches, batch -> {
            if (total.get().stoppedBy() == null) {
                pace.await(batch.size());
                ReplayResult result = replayed(held, batch);
                synchronized (total) {
                    progress.accept(total.accumulateAndGet(result, ReplayResult::plus));
                }
            }
        });
        return total.get();
    }

    private ReplayResult replayed(HeldLetters held, List<DeadLetter> batch) {
        List<DeadLetter> sent = new ArrayList<>();
        Map<String, String> refused = new HashMap<>();
        try {
            var reply = sqs.sendMessageBatch(b -> b.queueUrl(eventsUrl).entries(entries(batch)));
            reply.successful().forEach(done -> sent.add(batch.get(Integer.parseInt(done.id()))));
            reply.failed()
                    .forEach(failed -> refused.put(
                            batch.get(Integer.parseInt(failed.id())).messageId(),
                            failed.code() + ": " + failed.message()));
        } catch (SdkException e) {
            return new ReplayResult(0, Map.of(), List.of(), e.getMessage());
        }
        try {
            List<String> left =
                    held.delete(sent).stream().map(DeadLetter::messageId).toList();
            return new ReplayResult(sent.size(), refused, left, null);
        } catch (SdkException e) {
            List<String> left = sent.stream().map(DeadLetter::messageId).toList();
            return new ReplayResult(sent.size(), refused, left, e.getMessage());
        }
    }

    private static List<SendMessageBatchRequestEntry> entries(List<DeadLetter> batch) {
        return Batches.entries(batch, (id, letter) -> SendMessageBatchRequestEntry.builder()
                .id(id)
                .messageBody(letter.body())
                .messageAttributes(past(letter).messageAttributes())
                .build());
    }

    /** What the intake reads, in the form that it trusts, and nothing else. */
    private static Replay past(DeadLetter letter) {
        Replay said = letter.replay();
        Instant firstSeen = said.firstSeen() == null ? letter.receivedAt() : said.firstSeen();
        return new Replay(said.jobId(), said.encodingId(), letter.attempts(), firstSeen);
    }

    private static int bytes(DeadLetter letter) {
        int attributes = 500;
        return letter.body().getBytes(StandardCharsets.UTF_8).length + attributes;
    }
}
