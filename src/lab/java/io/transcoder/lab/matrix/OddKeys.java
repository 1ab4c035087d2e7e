package io.transcoder.lab.matrix;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.lab.matrix.History.Uploaded;
import io.transcoder.sandbox.encoder.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What happens to a key besides its upload: drawn by the seed and the key, so that a seed tells the same again. */
final class OddKeys {
    /** What the MAM, its people and the encoder do. */
    enum Oddity {
        NEWER_VERSION,
        THREE_VERSIONS,
        SAME_BYTES,
        SOURCE_DELETED,
        SOURCE_BACK,
        DUPLICATE,
        SUBMIT_AHEAD,
        SUBMIT_BEHIND,
        SUBMIT_AND_NEWER,
        FORGED,
        OUTPUT_TAKEN,
        OUTPUT_OVERWRITTEN,
        STALE_OUTPUT,
        ENCODER_FAILS,
        ENCODER_SAYS_RETRY,
        CANCELED,
        TRANSFER_ERROR,
        FINISHED_WITHOUT_OUTPUT
    }

    private static final Duration NEXT_SECOND = Duration.ofMillis(1100);
    private static final Duration CLOCK = Duration.ofMinutes(10);
    private static final int LONGEST_PAUSE = 3000;

    private final World world;
    private final long seed;
    private final double chance;
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Set<String> overwritten = ConcurrentHashMap.newKeySet();

    OddKeys(Bench bench, long seed, double chance) {
        this.world = bench.world();
        this.seed = seed;
        this.chance = chance;
        world.onOutput(output -> {
            if (taken.contains(output)) {
                world.takeOutput(output);
            } else if (overwritten.remove(output)) {
                world.writeOutput(output, "abc");
            }
        });
    }

    /** Uploads the key, and does to it what the seed says. */
    void play(String key) {
        var random = new Random(seed ^ key.hashCode());
        String content = "media of " + key;
        if (random.nextDouble() >= chance) {
            world.upload(key, content);
            return;
        }
        Oddity oddity = Oddity.values()[random.nextInt(Oddity.values().length)];
        before(oddity, key);
        world.upload(key, content);
        Waiting.pass(Duration.ofMillis(random.nextInt(LONGEST_PAUSE)));
        after(oddity, key, content);
    }

    private void before(Oddity oddity, String key) {
        switch (oddity) {
            case OUTPUT_TAKEN -> taken.add(outputOf(key));
            case OUTPUT_OVERWRITTEN -> overwritten.add(outputOf(key));
            case STALE_OUTPUT -> world.writeOutput(outputOf(key), "from last week");
            case ENCODER_FAILS -> script(key, Outcome.error(3021, "no such codec", RetryHint.NO_RETRY));
            case ENCODER_SAYS_RETRY -> script(key, Outcome.error(2019, "a node was lost", RetryHint.RETRY));
            case CANCELED -> script(key, Outcome.canceled());
            case TRANSFER_ERROR -> script(key, Outcome.transferError());
            case FINISHED_WITHOUT_OUTPUT -> script(key, Outcome.finishedWithoutOutput());
            default -> {}
        }
    }

    private void after(Oddity oddity, String key, String content) {
        Uploaded upload = world.uploads(key).get(0);
        switch (oddity) {
            case NEWER_VERSION -> world.upload(key, "newer " + content);
            case THREE_VERSIONS -> {
                world.upload(key, "second " + content);
                world.upload(key, "third " + content);
            }
            case SAME_BYTES -> {
                Waiting.pass(NEXT_SECOND);
                world.upload(key, content);
            }
            case SOURCE_DELETED -> world.removeSource(key, null);
            case SOURCE_BACK -> {
                world.removeSource(key, null);
                Waiting.pass(NEXT_SECOND);
                world.upload(key, content);
            }
            case DUPLICATE -> world.send(upload.events().get(0));
            case SUBMIT_AHEAD ->
                world.send(upload, Events.submitted(upload, Instant.now().plus(CLOCK)));
            case SUBMIT_BEHIND ->
                world.send(upload, Events.submitted(upload, Instant.now().minus(CLOCK)));
            case SUBMIT_AND_NEWER -> {
                world.send(upload, Events.submitted(upload, Instant.now().plus(CLOCK)));
                world.upload(key, "newer " + content);
            }
            case FORGED -> {
                world.send(upload, Events.forged(upload.events().get(0), "F000000000000001"));
                world.send(upload, Events.forged(upload.events().get(0), "FFFFFFFFFFFFFFFF"));
            }
            default -> {}
        }
    }

    private void script(String key, Outcome outcome) {
        world.encoder().script(encoding -> key.equals(encoding.sourceKey()), outcome, 1);
    }

    private static String outputOf(String key) {
        return "out/" + key.substring("in/".length()) + "_bitmovin.mp4";
    }
}
