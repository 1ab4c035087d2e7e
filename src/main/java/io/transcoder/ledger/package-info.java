/** The records of jobs in the bucket: what they say, and how they are written once. */
package io.transcoder.ledger;
