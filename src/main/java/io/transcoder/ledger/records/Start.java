package io.transcoder.ledger.records;

import java.time.Instant;
import java.util.List;

/**
 * The record that says who posts the start of an attempt's encoding.
 *
 * @param maker a random name of who wrote the record, by which he knows it again
 * @param stale what lay under the names of the outputs before the start, and is to be removed; only these very objects are
 * @param givenUp why nobody may post the start at all; null where the maker is about to, and in a record of an earlier release
 */
public record Start(String maker, Instant at, List<Stale> stale, String givenUp) {
    public Start {
        stale = stale == null ? List.of() : List.copyOf(stale);
    }

    /** @param eTag as the store gave it */
    public record Stale(String key, String eTag, Instant lastModified) {}
}
