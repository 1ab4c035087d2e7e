package io.transcoder.ledger;

import io.transcoder.ledger.records.Bill;
import java.util.List;
import java.util.Optional;

/** The bills of the attempts, and what was announced and has no bill yet. All methods throw the SDK's exceptions where the store does not answer. */
public interface Bills {
    /** Announces that an attempt is about to be paid for; before its start record. */
    void announce(Bill due);

    /** Takes the announcement away: the bill is there, or nothing was started. */
    void withdraw(Bill due);

    /** The announced attempts that have no bill yet, in one LIST a thousand. */
    List<Bill> due();

    /** @return the bill that holds */
    Bill record(Bill mine);

    Optional<Bill> of(String jobId, int attempt);

    /** @param period a day such as {@code 2026-11-29}, or the beginning of several */
    List<Bill> in(String period);
}
