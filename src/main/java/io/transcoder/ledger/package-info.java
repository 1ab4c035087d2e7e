/** The ledger: the records of jobs in the bucket, what they say and in which order they are written. */
package io.transcoder.ledger;
