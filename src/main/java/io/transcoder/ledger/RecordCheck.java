package io.transcoder.ledger;

import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Owner;
import io.transcoder.upload.LogText;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses records of the ledger that do not fit the configuration. Whoever can write a record could otherwise have any object
 * deleted that the application may delete.
 */
record RecordCheck(String bucket, String prefix, Owner owner) {
    private static final Pattern ENCODING = Pattern.compile("[A-Za-z0-9-]{1,64}");

    String place() {
        return "s3://" + bucket + "/" + prefix;
    }

    /** @throws ForeignLedgerException where the ledger is not ours */
    void owner(Owner held) {
        if (!held.equals(owner)) {
            throw new ForeignLedgerException("The ledger " + place()
                    + " belongs to an installation with source.bucket " + held.sourceBucket() + " and output.bucket "
                    + held.outputBucket() + ", and this one has " + owner.sourceBucket() + " and "
                    + owner.outputBucket() + ": give this one another jobs.prefix, or set the buckets back until no job"
                    + " is open any more");
        }
    }

    /** @throws ForeignLedgerException where the record is not one that this installation writes */
    Claim claim(String key, String jobId, int attempt, Claim read) {
        Claim claim = read.jobId() == null ? read.ofJob(jobId) : read;
        fault(jobId, attempt, read, claim).ifPresent(why -> {
            throw new ForeignLedgerException("The record s3://" + bucket + "/" + key
                    + " is not one of this installation (" + why
                    + "), so nothing is done by it: find out who wrote it, and delete it");
        });
        return claim;
    }

    /** @throws IllegalStateException where the claim, once it is written, would be refused by whoever reads it */
    void own(Claim mine) {
        fault(mine.jobId(), mine.attempt(), mine, mine).ifPresent(why -> {
            throw new IllegalStateException(
                    "The encoding " + mine.encodingId() + " of " + mine.upload() + " can't be claimed: " + why);
        });
    }

    private Optional<String> fault(String jobId, int attempt, Claim read, Claim claim) {
        if (!owner.sourceBucket().equals(claim.upload().bucket())) {
            return Optional.of("its upload is in another bucket");
        }
        if (!claim.jobId().equals(jobId) || claim.attempt() != attempt) {
            return Optional.of("it is of another job");
        }
        boolean isOfUpload = read.jobId() == null
                ? jobId.startsWith(claim.upload().keyHash() + "-")
                : claim.source() != null && jobId.equals(claim.upload().id());
        if (!isOfUpload) {
            return Optional.of("its upload is another one");
        }
        boolean namesEncoding = claim.encodingId() != null
                && ENCODING.matcher(claim.encodingId()).matches();
        if (!claim.isSkip() && !namesEncoding) {
            return Optional.of("it names no encoding");
        }
        return claim.outputs().stream()
                .filter(output -> !isOutputOf(claim, output))
                .findFirst()
                .map(output ->
                        "its output is none of its upload: " + LogText.safe(output.key()) + " does not hold the name "
                                + LogText.safe(claim.upload().name()) + ", or lies in the ledger or on the source");
    }

    /** An output's key holds the name of its source, and lies neither in the ledger nor on the source. */
    private boolean isOutputOf(Claim claim, Output output) {
        boolean inLedger = owner.outputBucket().equals(bucket) && output.key().startsWith(prefix);
        boolean onSource = owner.outputBucket().equals(owner.sourceBucket())
                && output.key().equals(claim.upload().key());
        return !inLedger && !onSource && output.key().contains(claim.upload().name());
    }
}
