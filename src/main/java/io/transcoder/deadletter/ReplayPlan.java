package io.transcoder.deadletter;

import io.transcoder.job.Admission;
import io.transcoder.job.Decision;
import io.transcoder.job.Rivals;
import io.transcoder.job.Source;
import io.transcoder.job.Sources;
import io.transcoder.upload.Upload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Says what a replay would do, by asking those who will decide it then. Changes nothing. */
public final class ReplayPlan {
    /** From so many tries in vain on a letter is not replayed without an operator's insistence. */
    public static final int MOST_TRIES = 5;

    private final Admission admission;
    private final Rivals rivals;
    private final Sources sources;
    private final S3Client s3;
    private final String sourceBucket;

    public ReplayPlan(Admission admission, Rivals rivals, Sources sources, S3Client s3, String sourceBucket) {
        this.admission = admission;
        this.rivals = rivals;
        this.sources = sources;
        this.s3 = s3;
        this.sourceBucket = sourceBucket;
    }

    /** Whether the letter was tried too often. */
    public static boolean isRefused(DeadLetter letter, boolean force) {
        return !force && letter.attempts() >= MOST_TRIES;
    }

    /**
     * In the order of the letters. Of several letters of one job the first does the work.
     *
     * @param force replays a letter however often it was tried
     */
    public List<Step> of(List<DeadLetter> letters, boolean force) {
        Map<String, Step> steps = new ConcurrentHashMap<>();
        Batches.each(letters, letter -> steps.put(letter.messageId(), step(letter, force)));
        Set<String> atWork = new HashSet<>();
        List<Step> inOrder = new ArrayList<>();
        for (DeadLetter letter : letters) {
            Step step = steps.get(letter.messageId());
            boolean again = step.outcome().works() && !atWork.add(letter.jobId());
            inOrder.add(
                    again
                            ? new Step(letter, Outcome.ALREADY_DONE, "another letter of the same job comes first")
                            : step);
        }
        return inOrder;
    }

    private Step step(DeadLetter letter, boolean force) {
        if (isRefused(letter, force)) {
            return new Step(letter, Outcome.REFUSED, letter.attempts() + " tries in vain");
        }
        if (letter.fault() != null) {
            return new Step(letter, Outcome.UNREADABLE, letter.fault());
        }
        return letter.uploads().stream()
                .filter(upload -> upload.bucket().equals(sourceBucket) && !upload.folderPlaceholder())
                .map(upload -> step(letter, upload))
                .min(Comparator.comparing(Step::outcome))
                .orElseGet(() -> new Step(letter, Outcome.NOTHING_TO_ENCODE, "no upload into " + sourceBucket));
    }

    private Step step(DeadLetter letter, Upload upload) {
        Decision decision = admission.decide(upload, letter.replay());
        if (decision.action() == Decision.Action.DROP) {
            return new Step(letter, Outcome.ALREADY_DONE, "the job is " + decision.reason());
        }
        String skip = sources.reasonToSkip(upload, head(upload));
        if (skip == null && rivals.standing(upload).superseded()) {
            skip = "superseded";
        }
        if (skip != null) {
            return new Step(letter, Outcome.NOTHING_TO_ENCODE, skip);
        }
        return decision.action() == Decision.Action.RESUME
                ? new Step(letter, Outcome.FINISH_OPEN_JOB, "attempt " + decision.attempt())
                : new Step(letter, Outcome.NEW_ENCODE, "attempt " + decision.attempt());
    }

    /** Null where there is no such object. */
    private Source head(Upload upload) {
        try {
            return sources.read(s3.headObject(b -> b.bucket(sourceBucket).key(upload.key())));
        } catch (NoSuchKeyException e) {
            return null;
        }
    }

    /** What a replay does to a letter; for a letter of several uploads, the first that applies. */
    public enum Outcome {
        NEW_ENCODE("start a new encode"),
        FINISH_OPEN_JOB("finish the open job"),
        UNREADABLE("not readable: comes back as a dead letter"),
        NOTHING_TO_ENCODE("nothing to encode: source gone or superseded"),
        ALREADY_DONE("already done: drop"),
        REFUSED("refused: too many tries");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        public boolean works() {
            return this == NEW_ENCODE || this == FINISH_OPEN_JOB;
        }
    }

    /** @param detail what the outcome rests on */
    public record Step(DeadLetter letter, Outcome outcome, String detail) {}
}
