/** The ledger as objects in a bucket, each of which is written once. */
package io.transcoder.ledger.s3;
