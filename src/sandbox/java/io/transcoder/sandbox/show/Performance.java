package io.transcoder.sandbox.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.job.Sources;
import io.transcoder.sandbox.Services;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.mam.MamJob;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * One upload from the MAM's put to its finished job. Looks at all who take part, some times a second, and tells each fact
 * once; a step is told when the one before it is over, with the time at which it happened.
 */
final class Performance {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Stage stage;
    private final Services site;
    private final Screen screen;
    private final Uploads uploads;
    private final String key;
    private final Duration atMost;
    private final List<BooleanSupplier> acts = List.of(
            this::upload,
            this::event,
            this::message,
            this::calls,
            this::encode,
            this::poll,
            this::cleanUp,
            this::complete);
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final Set<String> oldLetters = new HashSet<>();

    private final Instant begin = Instant.now();
    private MamJob job;
    private int act;
    private Uploads.Event event;
    private Upload asRead;
    private int calls;
    private boolean toldError;
    private int toldCalls;
    private Duration untilStart;

    Performance(Stage stage, Screen screen, Uploads uploads, String name, Duration atMost) {
        this.stage = stage;
        this.site = stage.site();
        this.screen = screen;
        this.uploads = uploads;
        this.key = "in/" + name;
        this.atMost = atMost;
        calls = site.encoder().calls().size();
        site.queues().peekAll(site.deadLettersQueue()).forEach(letter -> oldLetters.add(letter.messageId()));
    }

    /** Blocks until it is over. */
    Ending perform(Path clip, ScheduledExecutorService clock) {
        job = stage.mam().transcode(clip, key.substring("in/".length()));
        ScheduledFuture<?> looks =
                clock.scheduleWithFixedDelay(this::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return ending.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Ending.failed("stopped");
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes it so", e);
        } finally {
            looks.cancel(false);
            job.abort();
        }
    }

    private void look() {
        try {
            while (act < acts.size() && acts.get(act).getAsBoolean()) {
                act++;
            }
            if (act < acts.size()) {
                trouble().ifPresent(why -> ending.complete(Ending.failed(why)));
            }
        } catch (RuntimeException e) {
            ending.complete(Ending.failed("the show can't look at its services: " + e));
        }
    }

    /** The object is visible, and its event sent, a moment before the MAM is answered. */
    private boolean upload() {
        Optional<MamJob.Step> uploaded = mamStep("uploaded ");
        event = uploads.of(key).orElse(null);
        if (uploaded.isEmpty() || event == null) {
            return false;
        }
        screen.step(
                since(event.at()),
                Step.UPLOAD,
                "MAM job " + job.id() + " " + uploaded.get().description() + ", in "
                        + Screen.seconds(since(event.at())));
        return true;
    }

    private boolean event() {
        Upload told = event.upload();
        asRead = told.seenAs(
                Sources.of(site.s3().headObject(b -> b.bucket(told.bucket()).key(told.key()))));
        screen.step(
                since(event.at()),
                Step.EVENT,
                site.sender() + " tells the queue " + site.eventsQueue() + ": " + eventName(event.json()));
        return true;
    }

    private boolean message() {
        List<Encoder.Call> seen = ofThisUpload(newCalls());
        if (seen.isEmpty() && site.queues().inFlight(site.eventsQueue()) == 0) {
            return false;
        }
        Instant taken = seen.isEmpty() ? Instant.now() : seen.get(0).at();
        screen.step(since(taken), Step.MESSAGE, "the application takes it: job " + asRead.id());
        return true;
    }

    /** All calls up to the accepted start. */
    private boolean calls() {
        for (Encoder.Call call : newCalls()) {
            if (call.answeredAt() == null) {
                return false;
            }
            calls++;
            if (ofThisUpload(List.of(call)).isEmpty()) {
                continue;
            }
            String text = String.format(
                    Locale.ROOT,
                    "%-4s %-62s %d %4d ms",
                    call.method(),
                    call.template() + (call.query().isEmpty() ? "" : "?" + call.query()),
                    call.status(),
                    Duration.between(call.at(), call.answeredAt()).toMillis());
            if (toldCalls++ == 0) {
                screen.step(since(call.at()), Step.CALLS, text);
            } else {
                screen.more(since(call.at()), text);
            }
            if (call.template().endsWith("/start") && call.status() < 300) {
                return true;
            }
        }
        return false;
    }

    private boolean encode() {
        Optional<Encoder.Encoding> started = site.encoder().encodings().stream()
                .filter(encoding -> key.equals(encoding.sourceKey()) && encoding.startedAt() != null)
                .filter(encoding -> !encoding.startedAt().isBefore(begin))
                .reduce((first, second) -> second);
        if (started.isEmpty()) {
            return false;
        }
        Encoder.Encoding encoding = started.get();
        if (untilStart == null) {
            untilStart = Duration.between(event.at(), encoding.startedAt());
            screen.step(
                    since(encoding.startedAt()),
                    Step.ENCODE,
                    "accepted " + Screen.seconds(untilStart) + " after the upload; ffmpeg is at work");
        }
        if (encoding.finishedAt() == null) {
            screen.progress(since(Instant.now()), encoding.progress());
            return false;
        }
        if (!encoding.status().equals("FINISHED")) {
            if (!toldError) {
                screen.more(since(encoding.finishedAt()), "the encoder says " + encoding.status());
                toldError = true;
            }
            return false;
        }
        screen.progress(since(encoding.finishedAt()), 100);
        for (Encoder.Output output : encoding.outputs()) {
            screen.more(
                    since(encoding.finishedAt()),
                    String.format(
                            Locale.ROOT,
                            "wrote %s/%s, %.1f MB, %s",
                            output.bucket(),
                            output.key(),
                            output.bytes() / 1e6,
                            output.acl()));
        }
        return true;
    }

    private boolean poll() {
        Optional<MamJob.Step> found = mamStep("found ");
        found.ifPresent(
                step -> screen.step(since(step.at()), Step.POLL, "MAM job " + job.id() + " " + step.description()));
        return found.isPresent();
    }

    private boolean cleanUp() {
        boolean cleaned = site
                .s3()
                .listObjectsV2(b -> b.bucket(site.outputBucket()).prefix("_jobs/" + asRead.id() + "/"))
                .contents()
                .stream()
                .anyMatch(object -> object.key().endsWith(".clean"));
        if (!cleaned) {
            return false;
        }
        if (site.exists(site.sourceBucket(), key)) {
            ending.complete(Ending.failed("the ledger calls the job clean, and its source " + key + " is still there"));
            return false;
        }
        screen.step(
                since(Instant.now()),
                Step.CLEAN_UP,
                "the application verified the output and deleted " + site.sourceBucket() + "/" + key);
        return true;
    }

    private boolean complete() {
        if (job.state() != MamJob.State.FINISHED) {
            return false;
        }
        MamJob.Step last = job.steps().get(job.steps().size() - 1);
        Path result = take();
        screen.step(since(last.at()), Step.COMPLETE, "MAM job " + job.id() + " is FINISHED");
        ending.complete(Ending.finished(result, job.media().orElseThrow(), untilStart));
        return true;
    }

    private Path take() {
        String name = Path.of(job.resultKey().orElseThrow()).getFileName().toString();
        try {
            return Files.move(
                    job.result().orElseThrow(), stage.folder().resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move the result to " + stage.folder(), e);
        }
    }

    private Optional<String> trouble() {
        if (job.state().isTerminal() && job.state() != MamJob.State.FINISHED) {
            return Optional.of("MAM job " + job);
        }
        for (Message letter : site.queues().depth(site.deadLettersQueue()) > oldLetters.size()
                ? site.queues().peekAll(site.deadLettersQueue())
                : List.<Message>of()) {
            if (!oldLetters.contains(letter.messageId())) {
                return Optional.of("dead letter (" + attribute(letter, "kind") + "): " + attribute(letter, "reason"));
            }
        }
        if (since(Instant.now()).compareTo(atMost) > 0) {
            return Optional.of("step " + (act + 1) + " (" + Step.values()[act].title() + ") is not over after "
                    + Screen.seconds(atMost));
        }
        return Optional.empty();
    }

    private static String attribute(Message letter, String name) {
        return letter.messageAttributes().containsKey(name)
                ? letter.messageAttributes().get(name).stringValue()
                : "no " + name;
    }

    private Optional<MamJob.Step> mamStep(String begin) {
        return job.steps().stream()
                .filter(step -> step.description().startsWith(begin))
                .findFirst();
    }

    /** Before the start, the status is only asked of earlier encodings. */
    private static List<Encoder.Call> ofThisUpload(List<Encoder.Call> calls) {
        return calls.stream()
                .filter(call -> !call.template().endsWith("/status"))
                .toList();
    }

    private List<Encoder.Call> newCalls() {
        List<Encoder.Call> all = site.encoder().calls();
        return all.subList(calls, all.size());
    }

    private Duration since(Instant at) {
        return Duration.between(begin, at);
    }

    private static String eventName(String json) {
        try {
            JsonNode event = JsonMapper.builder().build().readTree(json);
            return event.path("Records").path(0).path("eventName").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
