/** Tells other systems what became of uploads: events of CloudEvents 1.0, kept in the ledger until somebody has taken them. */
package io.transcoder.notify;
