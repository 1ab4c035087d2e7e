package io.transcoder.mam;

import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.LogText;
import java.time.Instant;
import java.util.Optional;

/**
 * A failure that the MAM is to be told of; as a receipt it says what came of it.
 *
 * @param attempt the job's last one
 * @param reason for the MAM's users, on one line
 * @param mamJob null until the MAM was told
 * @param told null until then
 */
public record MamNotice(String jobId, int attempt, String reason, Instant failed, MamJob mamJob, Instant told) {
    private static final int LONGEST = 400;

    static MamNotice of(Claim claim, End end) {
        String reason = LogText.line("The transcode has failed: " + end.reason(), LONGEST);
        return new MamNotice(claim.jobId(), claim.attempt(), reason, end.at(), null, null);
    }

    /** In the outbox: those that failed first are listed first. */
    public static String name(String jobId, int attempt, Instant failed) {
        return failed.toEpochMilli() + "-" + jobId + "." + attempt;
    }

    /** Whether an object has the name of a notice, and is no folder or copy that somebody made in the bucket. */
    static boolean isName(String name) {
        return name.matches("\\d{1,15}-.+\\.\\d+");
    }

    String name() {
        return name(jobId, attempt, failed);
    }

    /** That another attempt's output is of no use to the MAM, for people; nothing where its job may wait. */
    public Optional<String> warning() {
        return switch (mamJob.fate()) {
            case ABORTED, ENDING ->
                Optional.of("nobody waits for the output any more: the MAM's job " + mamJob.id() + " was aborted at "
                        + told + ", start it anew there");
            case NONE ->
                Optional.of("perhaps nobody waits for the output: at " + told + " no running job of the MAM fitted it");
            default -> Optional.empty();
        };
    }
}
