package io.transcoder.promises;

import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.ledger.Ledger;
import io.transcoder.sandbox.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.model.Message;

/** The application on the sandbox's services, one for a test class; each test has keys of its own. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RunningSite {
    private static final Duration SOON = Duration.ofSeconds(60);

    protected Site site;
    protected Application application;

    protected Site newSite() {
        return Site.start();
    }

    protected Map<String, String> overrides() {
        return Map.of();
    }

    @BeforeAll
    void start() {
        site = newSite();
        application = site.startApplication(overrides());
    }

    @AfterEach
    void heal() {
        site.encoder().clearFaults();
        site.queues().purge(Site.DEAD_LETTERS);
    }

    @AfterAll
    void stop() {
        if (application != null) {
            application.close();
        }
        site.close();
    }

    protected static String outputOf(String key) {
        return "out/" + key.substring("in/".length()) + "_bitmovin.mp4";
    }

    /** As the application has it. */
    protected Ledger ledger() {
        return application.context().getRegistry().lookupByNameAndType("ledger", Ledger.class);
    }

    protected void eventually(Callable<Boolean> condition) {
        try {
            await().atMost(SOON).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("It did not happen in time. The last calls to the encoder:\n" + lastCalls(), e);
        }
    }

    private String lastCalls() {
        var calls = site.encoder().calls();
        return calls.subList(Math.max(0, calls.size() - 30), calls.size()).stream()
                .map(call -> call.at() + " " + call.method() + " " + call.path() + " " + call.status())
                .collect(Collectors.joining("\n"));
    }

    /** Waits until the upload's job is over: nothing in the queue, nothing open in the ledger, something recorded of the key. */
    protected void settled(String key) {
        eventually(() -> site.queues().depth(Site.EVENTS) == 0
                && !site.isOpen(key)
                && !site.records(key).isEmpty());
    }

    /** How often starts of the upload's encodings were posted, whether the encoder took them or not. */
    protected long startsPosted(String key) {
        return callsTo(key, "/start");
    }

    /** How often calls with this end were made of the upload's encodings. */
    protected long callsTo(String key, String end) {
        return site.encodingsOf(key).stream()
                .mapToLong(encoding -> site.encoder().calls().stream()
                        .filter(call -> call.path().endsWith(encoding.id() + end))
                        .count())
                .sum();
    }

    /** Of two uploads of the same bytes within one second nobody can tell that they were two. */
    protected static void nextSecond() {
        long now = Instant.now().getEpochSecond();
        await().pollInterval(Duration.ofMillis(20)).until(() -> Instant.now().getEpochSecond() > now);
    }

    /** The only dead letter, waited for. */
    protected Message deadLetter() {
        eventually(() -> site.queues().depth(Site.DEAD_LETTERS) > 0);
        List<Message> letters = site.deadLetters();
        if (letters.size() != 1) {
            throw new AssertionError("There is not one dead letter but " + letters.size() + ": " + letters);
        }
        return letters.get(0);
    }

    protected static String attribute(Message letter, String name) {
        var value = letter.messageAttributes().get(name);
        return value == null ? null : value.stringValue();
    }
}
