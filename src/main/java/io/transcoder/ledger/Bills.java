package io.transcoder.ledger;

import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.s3.CreateOnlyRecords;
import java.util.List;
import java.util.Optional;

/**
 * The bills of the attempts, and what was announced and has no bill yet: {@code <prefix>bills-due/<day>/} for what was announced,
 * {@code bills/<day>/} beside it for sums, and the record of the attempt. All methods throw the SDK's exceptions where the store does
 * not answer.
 */
public final class Bills {
    private final CreateOnlyRecords records;
    private final String prefix;
    private final String due;
    private final String billed;

    Bills(CreateOnlyRecords records, String prefix) {
        this.records = records;
        this.prefix = prefix;
        this.due = prefix + "bills-due/";
        this.billed = prefix + "bills/";
    }

    /** Announces that an attempt is about to be paid for; before its start record. */
    public Announcement announce(Bill announced) {
        var mark = records.markAsOwn(due + announced.entry());
        return new Announcement(announced, mark.eTag(), mark.isFirst());
    }

    /** Takes the announcement away, unless somebody has announced the same since. */
    public void withdraw(Announcement mine) {
        records.takeBack(due + mine.due().entry(), mine.eTag());
    }

    /** Takes the announcement away: the bill is there, or nothing was started. */
    public void withdraw(Bill announced) {
        records.delete(due + announced.entry());
    }

    /** The announced attempts that have no bill yet, in one LIST a thousand. */
    public List<Bill> due() {
        return list(due, "");
    }

    /** @return the bill that holds */
    public Bill record(Bill mine) {
        Bill held = records.createOrRead(key(mine.jobId(), mine.number()), mine, Bill.class);
        records.mark(billed + held.entry());
        return held;
    }

    public Optional<Bill> of(String jobId, int attempt) {
        return records.read(key(jobId, attempt), Bill.class);
    }

    /** @param period a day such as {@code 2026-11-29}, or the beginning of several */
    public List<Bill> in(String period) {
        return list(billed, period);
    }

    private List<Bill> list(String folder, String period) {
        return records.list(folder + period)
                .map(object -> Bill.of(object.key().substring(folder.length())))
                .toList();
    }

    private String key(String jobId, int attempt) {
        return prefix + Part.BILL.path(jobId, attempt);
    }

    /**
     * An announcement of the caller's.
     *
     * @param isFirst whether the same was not announced before; in doubt it was
     */
    public record Announcement(Bill due, String eTag, boolean isFirst) {}
}
