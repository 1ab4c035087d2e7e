package io.transcoder.ledger;

import java.util.Locale;

/** The records that one attempt can have in the ledger, in the order in which they are written. */
public enum Part {
    /** Which encoding is the attempt's, or why it needs none. */
    CLAIM,
    /** Who posts the start, and what lay under the names of the outputs before. */
    START,
    /** The encoder has taken the start: from then on a status CREATED means "wait". */
    ACCEPTED,
    /** Why the encoding is about to be stopped. */
    STOP,
    /** Why an encoding that nothing has started is about to be deleted. It may be started all the same, where the delete fails. */
    WITHDRAWN,
    END,
    /** What became of the source. */
    CLEAN,
    /** What the encoder bills for it. */
    BILL,
    /** Who asked for another attempt. */
    RETRY;

    /** Where the record of an attempt lies in the ledger. */
    String path(String jobId, int attempt) {
        return jobId + "/" + attempt + "." + name().toLowerCase(Locale.ROOT);
    }
}
