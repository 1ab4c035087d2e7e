package io.transcoder.ledger.s3;

import io.transcoder.ledger.Bills;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Bill;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The bills: {@code <prefix>bills-due/<day>/} for the attempts that were announced and have no bill yet, {@code bills/<day>/} beside it for
 * sums, and the record of the attempt.
 */
final class BillFolder implements Bills {
    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final String due;
    private final String billed;
    private final CreateOnlyRecords records;

    BillFolder(S3Client s3, String bucket, String prefix, CreateOnlyRecords records) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
        this.due = prefix + "bills-due/";
        this.billed = prefix + "bills/";
        this.records = records;
    }

    @Override
    public void announce(Bill announced) {
        put(due + announced.entry());
    }

    @Override
    public void withdraw(Bill announced) {
        s3.deleteObject(b -> b.bucket(bucket).key(due + announced.entry()));
    }

    @Override
    public List<Bill> due() {
        return list(due, "");
    }

    @Override
    public Bill record(Bill mine) {
        Bill held = records.createOrRead(key(mine.jobId(), mine.number()), mine, Bill.class);
        put(billed + held.entry());
        return held;
    }

    @Override
    public Optional<Bill> of(String jobId, int attempt) {
        return records.read(key(jobId, attempt), Bill.class);
    }

    @Override
    public List<Bill> in(String period) {
        return list(billed, period);
    }

    private List<Bill> list(String folder, String period) {
        return s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(folder + period)).contents().stream()
                .map(object -> Bill.of(object.key().substring(folder.length())))
                .toList();
    }

    private void put(String key) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.empty());
    }

    private String key(String jobId, int attempt) {
        return prefix + jobId + "/" + attempt + "." + Part.BILL.suffix();
    }
}
