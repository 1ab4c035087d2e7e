package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.failure.BitmovinException;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Owner;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bitmovin allows 60 lists of encodings a minute, of which an instance takes less than half. */
@Tag("slow")
class OrphansPaceTest {
    private static final String INSTALLATION = "transcoder-00000000";
    private static final Pattern OFFSET = Pattern.compile("&offset=(\\d+)&");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SandboxStore store = SandboxStore.start();
    private final List<Map<String, Object>> encodings = new ArrayList<>();
    private final List<Instant> lists = new ArrayList<>();
    private final SetClock clock = new SetClock(Instant.parse("2030-01-01T00:00:00Z"));
    private Orphans orphans;
    private LostEncodings lost;
    private BitmovinException refusal;
    private int deletes;

    @BeforeEach
    void start() throws Exception {
        BitmovinAnswers.start(context, this::answer);
        var bitmovin = new Bitmovin(context);
        var ledger = new Ledger(
                store.client(),
                "jobs",
                "_jobs/",
                new Owner("mam-in", "mam-out"),
                JsonMapper.builder().build(),
                clock);
        var budget = new ListBudget(clock);
        orphans = new Orphans(() -> bitmovin, ledger, INSTALLATION, Duration.ofHours(24), clock, budget);
        lost = new LostEncodings(() -> bitmovin, budget);
    }

    @AfterEach
    void stop() {
        context.stop();
        store.close();
    }

    private void answer(Exchange exchange) {
        String call = exchange.getVariable("call", String.class);
        if (call.startsWith("DELETE")) {
            deletes++;
            throw new BitmovinException(call, 404, 1001, "r-1", "not found");
        }
        if (refusal != null) {
            throw refusal;
        }
        lists.add(clock.instant());
        Matcher offset = OFFSET.matcher(call);
        int from = offset.find() ? Integer.parseInt(offset.group(1)) : 0;
        exchange.getMessage()
                .setBody(
                        Map.of("items", encodings.stream().skip(from).limit(100).toList()));
    }

    /** @param old as an orphan is; the others are still being built */
    private void has(int count, boolean old) {
        Instant created = clock.instant().minus(old ? Duration.ofDays(2) : Duration.ZERO);
        int before = encodings.size();
        IntStream.range(before, before + count)
                .forEach(number -> has("encoding-" + number, "CREATED", created, INSTALLATION));
    }

    private void has(String id, String status, Instant created, String label) {
        encodings.add(Map.of("id", id, "status", status, "createdAt", created.toString(), "labels", List.of(label)));
    }

    private List<String> round() {
        List<String> found = orphans.find();
        encodings.removeIf(encoding -> found.contains(encoding.get("id")));
        return found;
    }

    @Test
    void aLongListIsNotAskedForInOneGo() {
        has(10_000, false);

        round();
        round();

        assertThat(lists).hasSizeBetween(1, 29);
    }

    @Test
    void noMinuteHasHalfOfWhatBitmovinAllowsHoweverShortTheRoundsAre() {
        has(10_000, false);

        for (int second = 0; second < 300; second++) {
            clock.passes(Duration.ofSeconds(1));
            round();
        }

        assertThat(lists).hasSizeGreaterThan(100);
        assertThat(lists).allSatisfy(at -> assertThat(lists.stream()
                        .filter(other -> !other.isBefore(at) && other.isBefore(at.plusSeconds(60)))
                        .count())
                .isLessThan(30));
    }

    @Test
    void theNextRoundGoesOnRightBehindWhatTheLastOneSaw() {
        has(150, true);
        has(2_350, false);
        has(100, true);
        has(2_500, false);

        assertThat(round()).hasSize(150).contains("encoding-0", "encoding-149");
        clock.passes(Duration.ofMinutes(2));

        assertThat(round()).hasSize(100).contains("encoding-2500", "encoding-2599");
    }

    @Test
    void afterTheLastPageTheListIsReadFromItsBegin() {
        has(120, false);
        round();
        encodings.clear();
        has(1, true);

        assertThat(round()).containsExactly("encoding-0");
    }

    @Test
    void whatTheSearchFindsBesidesIsNoOrphan() {
        Instant old = clock.instant().minus(Duration.ofDays(2));
        has(1, true);
        has("of-another-installation", "CREATED", old, INSTALLATION + "-staging");
        has("at-work", "RUNNING", old, INSTALLATION);

        assertThat(round()).containsExactly("encoding-0");
    }

    @Test
    void anEncodingThatAnIndexShowsAfterItsDeleteIsNoFailure() {
        has(2, false);

        lost.discard(INSTALLATION);

        assertThat(deletes).isEqualTo(2);
    }

    @Test
    void aSearchForALostEncodingThatFailsIsLeftToTheOrphanTimer() {
        refusal = new BitmovinException("GET /encoding/encodings", 503, 0, null, "no search today");

        assertThatCode(() -> lost.discard("build-1")).doesNotThrowAnyException();
    }

    @Test
    void theSearchForALostEncodingIsOfTheSameBudget() {
        has(10_000, false);
        round();
        int before = lists.size();

        lost.discard("build-1");
        assertThat(lists).hasSize(before);

        clock.passes(Duration.ofSeconds(61));
        lost.discard("build-1");
        assertThat(lists).hasSize(before + 1);
    }
}
