package io.transcoder.bitmovin;

import io.transcoder.failure.BitmovinException;
import java.util.function.Supplier;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the encodings that a create whose reply was lost may have made. Only encodings of the same exchange are looked for, so
 * those that somebody else builds for the same upload are safe. An index that lags may hide one, a limit of lists may forbid to look,
 * and the look may fail: the orphan timer finds it later, and the upload goes on.
 */
public record LostEncodings(Supplier<Bitmovin> bitmovin, ListBudget lists) {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    /** @param build the label of the exchange */
    public void discard(@Variable("build") String build) {
        if (!lists.take()) {
            LOG.info(
                    "An encoding whose creation was not answered may be left at Bitmovin; the search for orphans finds it");
            return;
        }
        try {
            bitmovin.get()
                    .labelled(build, "limit=100")
                    .filter(encoding -> "CREATED".equals(encoding.get("status")))
                    .forEach(encoding -> delete(encoding.get("id")));
        } catch (BitmovinException | CamelExecutionException e) {
            LOG.warn(
                    "An encoding whose creation was not answered may be left at Bitmovin; the search for orphans finds it: {}",
                    e.getMessage());
        }
    }

    /** An index that lags shows what is deleted already. */
    private void delete(Object id) {
        try {
            bitmovin.get().call("DELETE /encoding/encodings/" + id, null);
        } catch (BitmovinException e) {
            if (!e.isUnknownToBitmovin()) {
                throw e;
            }
        }
    }
}
