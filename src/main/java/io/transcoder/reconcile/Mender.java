package io.transcoder.reconcile;

import io.transcoder.deadletter.Archive;
import io.transcoder.deadletter.Pace;
import io.transcoder.job.Submitter;
import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Mends what can be mended without a risk: it sends events, puts markers and copies letters. It deletes nothing, and starts nothing by
 * itself. Interrupted at any point it loses nothing: what is mended is no finding the next time.
 */
public record Mender(Ledger ledger, Submitter submitter, Archive archive) {
    private static final int AT_ONCE = 200;

    /**
     * @param said is told of what could not be mended, for people
     * @param progress is told how many are mended so far
     * @return what is mended, or needs it no more
     */
    public Set<Finding> mend(List<Finding> findings, Pace pace, Consumer<String> said, IntConsumer progress) {
        Set<Finding> mended = new HashSet<>();
        for (Finding finding : findings) {
            if (!finding.drift().needsEvent()) {
                pace.await(1);
                if (finding.letter() == null ? opened(finding, said) : archived(finding)) {
                    mended.add(finding);
                }
            }
        }
        List<Finding> toSend = findings.stream()
                .filter(finding -> finding.drift().needsEvent())
                .toList();
        int chunk = Math.min(AT_ONCE, pace.perSecond());
        for (int from = 0; from < toSend.size(); from += chunk) {
            List<Finding> next = toSend.subList(from, Math.min(toSend.size(), from + chunk));
            pace.await(next.size());
            Iterator<Finding> sent = next.iterator();
            submitter.submit(next.stream().map(Finding::what).toList(), false, false, result -> {
                Finding finding = sent.next();
                if (result.outcome() == Submitter.Outcome.FAILED) {
                    said.accept(result.key() + ": " + result.text());
                } else {
                    mended.add(finding);
                }
            });
            progress.accept(mended.size());
        }
        return mended;
    }

    private boolean opened(Finding finding, Consumer<String> said) {
        Consumer<String> named = why -> said.accept(finding.what() + ": " + why);
        Optional<Claim> claim = JobByJob.read(() -> claimOf(finding, named), named);
        claim.ifPresent(held -> ledger.open(held.upload(), held.attempt()));
        return claim.isPresent();
    }

    private Optional<Claim> claimOf(Finding finding, Consumer<String> said) {
        Optional<Claim> claim = ledger.claimOf(finding.jobId(), finding.attempt())
                .filter(held -> held.source() != null && held.upload().id().equals(finding.jobId()));
        if (claim.isEmpty()) {
            said.accept("an earlier release has made its job, which is not touched");
        }
        return claim;
    }

    private boolean archived(Finding finding) {
        archive.write(List.of(finding.letter()));
        return true;
    }
}
