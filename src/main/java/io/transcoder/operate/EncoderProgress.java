package io.transcoder.operate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * How far encodings are, as far as the encoder was asked. It is asked one call after the other and not often, as the account's limit of
 * calls is the application's too; nobody waits for it.
 */
public final class EncoderProgress implements AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);
    private static final int MOST = 25;

    private final EncoderWord encoder;
    private final Clock clock;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    /** For the answer: whoever waits is not asked for once more. */
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var one = new Thread(task, "encoder-progress");
        one.setDaemon(true);
        return one;
    });

    public EncoderProgress(EncoderWord encoder, Clock clock) {
        this.encoder = encoder;
        this.clock = clock;
    }

    /** In percent, by encoding; what is not known is missing, and asked for until the next call. */
    public Map<String, Integer> of(List<String> encodings) {
        Instant now = clock.instant();
        asked.entrySet()
                .removeIf(one ->
                        !waiting.contains(one.getKey()) && one.getValue().at().isBefore(now.minus(FORGOTTEN)));
        encodings.stream().limit(MOST).forEach(encoding -> {
            Asked last = asked.get(encoding);
            boolean isOld = last == null || last.at().isBefore(now.minus(FRESH));
            if (isOld && waiting.add(encoding)) {
                asked.put(encoding, new Asked(last == null ? null : last.percent(), now));
                thread.execute(() -> ask(encoding));
            }
        });
        return encodings.stream()
                .filter(encoding ->
                        asked.containsKey(encoding) && asked.get(encoding).percent() != null)
                .collect(Collectors.toMap(
                        encoding -> encoding, encoding -> asked.get(encoding).percent(), (a, b) -> a));
    }

    private void ask(String encoding) {
        try {
            EncoderWord.Answer answer = encoder.of(encoding);
            if (answer.status() != null) {
                asked.put(encoding, new Asked(answer.status().progress(), clock.instant()));
            }
        } finally {
            waiting.remove(encoding);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private record Asked(Integer percent, Instant at) {}
}
