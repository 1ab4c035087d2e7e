/** What the ledger and others need of S3: records that are written once, deletes that compare, several calls at once. */
package io.transcoder.ledger.s3;
