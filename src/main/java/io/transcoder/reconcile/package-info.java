/** What buckets, ledger, queues and encoder say differently of the same uploads, and what mends it without a risk. */
package io.transcoder.reconcile;
