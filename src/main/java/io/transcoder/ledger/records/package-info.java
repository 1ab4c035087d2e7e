/** What the ledger keeps: one type for each kind of record, and what they are made of. Their JSON outlives releases. */
package io.transcoder.ledger.records;
