package io.transcoder.deadletter;

import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.upload.Batches;
import io.transcoder.upload.S3EventReader;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The dead-letter queue. All methods throw the SDK's exceptions where SQS does not answer. */
public record DeadLetterQueue(SqsClient sqs, String url, S3EventReader events) {
    /** Calls at once. */
    static final int THREADS = 8;

    private static final QueueAttributeName HELD = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE;

    /**
     * About how many letters somebody holds, as a replay does, so that nobody else can see them. To be asked before they are listed,
     * which holds them as well.
     */
    public int held() {
        return Integer.parseInt(sqs.getQueueAttributes(b -> b.queueUrl(url).attributeNames(HELD))
                .attributes()
                .get(HELD));
    }

    /** Every letter, given back at once. */
    public List<DeadLetter> list() {
        try (HeldLetters held = hold()) {
            return held.newestFirst();
        }
    }

    /**
     * Takes every visible letter, and keeps it from others until it is given back or deleted. What somebody else holds at this
     * moment is not among them. What was taken until then is given back where this fails.
     */
    public HeldLetters hold() {
        var held = new HeldLetters(sqs, url);
        try {
            AtOnce.each(THREADS, Collections.nCopies(THREADS, held), this::takeAll);
            return held;
        } catch (RuntimeException e) {
            held.close();
            throw e;
        } finally {
            held.complete();
        }
    }

    /** Until there is no more, or until all come round again because they were held too long. */
    private void takeAll(HeldLetters held) {
        boolean more = true;
        while (more && !held.isEnding()) {
            // the wait makes SQS ask all of its servers, without it an empty answer means little
            List<Message> messages = sqs.receiveMessage(b -> b.queueUrl(url)
                            .maxNumberOfMessages(Batches.MOST)
                            .visibilityTimeout((int) HeldLetters.HIDDEN.toSeconds())
                            .waitTimeSeconds(1)
                            .messageSystemAttributeNames(
                                    MessageSystemAttributeName.SENT_TIMESTAMP,
                                    MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN)
                            .messageAttributeNames("All"))
                    .messages();
            more = false;
            for (Message message : messages) {
                more |= held.add(DeadLetter.of(message, events));
            }
        }
    }
}
