package io.transcoder.boot;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.failure.ApplicationException;
import io.transcoder.failure.BitmovinException;
import io.transcoder.ledger.ForeignLedgerException;
import io.transcoder.ledger.Ledger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Makes sure, before an upload is taken, that the ledger is the one of this installation.
 *
 * @param sources the label of all encodings of uploads to our source bucket
 */
record LedgerOwnership(Ledger ledger, Supplier<Bitmovin> bitmovin, String sources) {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    /**
     * Takes the ledger. A store that does not answer delays nothing: the first claim makes sure again.
     *
     * @throws ApplicationException where the ledger is of another installation, or a new one that encodings at work are not in
     */
    void take() {
        try {
            if (!ledger.isOwned() && isAtWorkElsewhere()) {
                throw new ApplicationException(
                        "The ledger is new, and encodings of uploads to source.bucket are at work that it does not know: was"
                                + " jobs.bucket or jobs.prefix changed? Set it back until 'jobs list' shows no open job",
                        null);
            }
            ledger.own();
        } catch (ForeignLedgerException e) {
            throw new ApplicationException(e.getMessage(), e);
        } catch (SdkException e) {
            LOG.warn("Whose ledger it is can't be looked up yet; the first claim looks again: {}", e.getMessage());
        }
    }

    private boolean isAtWorkElsewhere() {
        try {
            return Stream.of("QUEUED", "RUNNING").anyMatch(status -> bitmovin.get()
                    .labelled(sources, "limit=25&status=" + status)
                    .anyMatch(encoding -> status.equals(encoding.get("status"))));
        } catch (BitmovinException | CamelExecutionException e) {
            LOG.warn("Whether encodings of another ledger are at work can't be looked up: {}", e.getMessage());
            return false;
        }
    }
}
