package io.transcoder.bitmovin;

import io.transcoder.ledger.Ledger;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Finds encodings of ours that were built and neither claimed nor started. They cost nothing, and nobody will come back to them. */
public final class Orphans {
    private static final int PAGE = 100;
    private static final String JOB = "job-";
    private static final String FINISHED = "FINISHED";
    private static final List<String> STARTED = List.of("RUNNING", "QUEUED", FINISHED);

    private final Supplier<Bitmovin> bitmovin;
    private final Ledger ledger;
    private final String installation;
    private final Duration after;
    private final Clock clock;
    private final ListBudget lists;
    private int next;

    /**
     * @param installation the label that all encodings of this ledger carry
     * @param after how old an encoding must be, so that nobody can still be building it
     */
    public Orphans(
            Supplier<Bitmovin> bitmovin,
            Ledger ledger,
            String installation,
            Duration after,
            Clock clock,
            ListBudget lists) {
        this.bitmovin = bitmovin;
        this.ledger = ledger;
        this.installation = installation;
        this.after = after;
        this.clock = clock;
        this.lists = lists;
    }

    /** The ids of those that could be seen within the budget of lists; the next round goes on behind them. */
    public synchronized List<String> find() {
        List<String> orphans = new ArrayList<>();
        int behind = next;
        for (int offset = next; lists.take(); offset += PAGE) {
            List<Map<?, ?>> page = page("CREATED", offset);
            page.stream()
                    .filter(encoding -> isUnclaimed(encoding, "CREATED") && isOld(encoding))
                    .forEach(encoding -> orphans.add(String.valueOf(encoding.get("id"))));
            if (page.size() < PAGE) {
                behind = 0;
                break;
            }
            // what was found is about to be deleted, and what is behind it moves up
            behind = offset + PAGE - orphans.size();
        }
        next = behind;
        return orphans;
    }

    /**
     * The ids of encodings that were started and not claimed: those that are queued or run, and of the finished ones those on the
     * first page of the list that are not older than unstarted ones may get. As far as the budget of lists allows.
     */
    public List<String> startedUnclaimed() {
        List<String> found = new ArrayList<>();
        for (String status : STARTED) {
            boolean isOver = status.equals(FINISHED);
            boolean goesOn = true;
            for (int offset = 0; goesOn && lists.take(); offset += PAGE) {
                List<Map<?, ?>> page = page(status, offset);
                page.stream()
                        // the claims of old ones have expired
                        .filter(encoding -> !(isOver && isOld(encoding)) && isUnclaimed(encoding, status))
                        .forEach(encoding -> found.add(String.valueOf(encoding.get("id"))));
                goesOn = page.size() == PAGE && !isOver;
            }
        }
        return found;
    }

    private List<Map<?, ?>> page(String status, int offset) {
        return bitmovin.get()
                .page("/encoding/encodings?status=" + status + "&limit=" + PAGE + "&offset=" + offset
                        + "&search=labels:" + installation);
    }

    private boolean isUnclaimed(Map<?, ?> encoding, String status) {
        return status.equals(encoding.get("status"))
                && encoding.get("labels") instanceof List<?> labels
                && labels.contains(installation)
                && labels.stream()
                        .map(String::valueOf)
                        .filter(label -> label.startsWith(JOB))
                        .noneMatch(label ->
                                ledger.isClaimed(label.substring(JOB.length()), String.valueOf(encoding.get("id"))));
    }

    private boolean isOld(Map<?, ?> encoding) {
        try {
            return Instant.parse(String.valueOf(encoding.get("createdAt")))
                    .isBefore(clock.instant().minus(after));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
