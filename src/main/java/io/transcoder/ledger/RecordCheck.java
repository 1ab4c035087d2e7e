package io.transcoder.ledger;

import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Owner;
import java.util.regex.Pattern;

/**
 * Refuses records of the ledger that do not fit the configuration. Whoever can write a record could otherwise have any object
 * deleted that the application may delete.
 */
record RecordCheck(String bucket, String prefix, Owner owner) {
    private static final Pattern ENCODING = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /** @throws ForeignLedgerException where the ledger is not ours */
    void owner(Owner held) {
        if (!held.equals(owner)) {
            throw new ForeignLedgerException("The ledger s3://" + bucket + "/" + prefix
                    + " belongs to an installation with source.bucket " + held.sourceBucket() + " and output.bucket "
                    + held.outputBucket() + ", and this one has " + owner.sourceBucket() + " and "
                    + owner.outputBucket() + ": give this one another jobs.prefix, or set the buckets back until no job"
                    + " is open any more");
        }
    }

    /** @throws ForeignLedgerException where the record is not one that this installation writes */
    Claim claim(String key, String jobId, int attempt, Claim read) {
        Claim claim = read.jobId() == null ? read.ofJob(jobId) : read;
        require(key, owner.sourceBucket().equals(claim.upload().bucket()), "its upload is in another bucket");
        require(key, claim.jobId().equals(jobId) && claim.attempt() == attempt, "it is of another job");
        require(
                key,
                read.jobId() == null
                        ? jobId.startsWith(claim.upload().keyHash() + "-")
                        : claim.source() != null && jobId.equals(claim.upload().id()),
                "its upload is another one");
        require(
                key,
                claim.isSkip()
                        || claim.encodingId() != null
                                && ENCODING.matcher(claim.encodingId()).matches(),
                "it names no encoding");
        claim.outputs().forEach(output -> require(key, isOutputOf(claim, output), "its output is none of its upload"));
        return claim;
    }

    /** An output's key holds the name of its source, and lies neither in the ledger nor on the source. */
    private boolean isOutputOf(Claim claim, Output output) {
        boolean inLedger = owner.outputBucket().equals(bucket) && output.key().startsWith(prefix);
        boolean onSource = owner.outputBucket().equals(owner.sourceBucket())
                && output.key().equals(claim.upload().key());
        return !inLedger && !onSource && output.key().contains(claim.upload().name());
    }

    private void require(String key, boolean ours, String why) {
        if (!ours) {
            throw new ForeignLedgerException("The record s3://" + bucket + "/" + key
                    + " is not one of this installation (" + why
                    + "), so nothing is done by it: find out who wrote it, and delete it");
        }
    }
}
