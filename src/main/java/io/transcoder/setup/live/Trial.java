package io.transcoder.setup.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.Setting;
import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.Failures;
import io.transcoder.failure.Remedy;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Texts;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.camel.CamelExecutionException;

/** Makes encodings of the run's own at Bitmovin, and remembers what Bitmovin says of them. */
final class Trial {
    private static final String ENCODINGS = "/encoding/encodings/";
    private static final String CODECS = "/encoding/configurations/video/h264";

    /** Of the API's {@code Task}, and its {@code Status}. */
    private static final Set<String> KNOWN = Set.of(
            "id status progress eta createdAt modifiedAt queuedAt runningAt finishedAt errorAt messages subtasks error name description CREATED QUEUED RUNNING FINISHED ERROR CANCELED TRANSFER_ERROR"
                    .split(" "));

    private final Run run;
    private final Installation installation;
    private final Supplier<Bitmovin> bitmovin;
    private final ResourceIds ids;
    private final Set<String> made = new TreeSet<>();
    private final Map<String, Built> started = new HashMap<>();
    private final Set<Built> late = new HashSet<>();
    private final List<BitmovinException> refusals = new ArrayList<>();
    private final Set<String> unknown = new TreeSet<>();
    private String codec;

    Trial(Run run, Installation installation, Supplier<Bitmovin> bitmovin) {
        this.run = run;
        this.installation = installation;
        this.bitmovin = bitmovin;
        this.ids = new ResourceIds(bitmovin, Clock.systemUTC(), Map.of());
    }

    Map<String, Object> call(String call) {
        return call(call, null);
    }

    /** @param body by which {@code setup-texts.yaml} has it, with open places for the values; null for none */
    Map<String, Object> call(String call, String body, Object... values) {
        run.goOn();
        String json = body == null ? "null" : Texts.of("live", "requests").part(body, values);
        try {
            return bitmovin.get().call(call, JsonMapper.builder().build().readValue(json, Map.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    String id(ResourceKind kind, Setting setting) {
        return ids.id(new ResourceName(kind, installation.text(setting)));
    }

    /** An encoding without parts, as the API gives it. */
    Map<String, Object> create() {
        String region = installation.text(Setting.BITMOVIN_CLOUD_REGION);
        String version = installation.text(Setting.BITMOVIN_ENCODER_VERSION);
        Map<String, Object> created = call("POST /encoding/encodings", "encoding", run.label(), region, version);
        made.add(String.valueOf(created.get("id")));
        return created;
    }

    /**
     * One of a picture that is encoded, and another that its condition leaves out; started at the first call.
     *
     * @throws IllegalStateException where its start was refused
     */
    Built started(String which) {
        if (started.containsKey(which)) {
            return started.get(which);
        }
        if (!refusals.isEmpty()) {
            throw new IllegalStateException(
                    "a start was refused: " + refusals.get(0).getMessage());
        }
        Built built = build(run.output(which));
        // where the answer is lost it may run: then that one is looked at, and no other is paid for
        started.put(which, built);
        try {
            call("POST " + built.path() + "/start");
        } catch (BitmovinException e) {
            if (new Failures().of(e, "").remedy() != Remedy.ASK_FIRST) {
                started.remove(which);
                refusals.add(e);
            }
            throw e;
        }
        return built;
    }

    private Built build(String file) {
        String path = ENCODINGS + create().get("id");
        if (codec == null) {
            codec = made(CODECS, "codec", run.label());
        }
        String input = id(ResourceKind.INPUT, Setting.BITMOVIN_INPUT);
        String stream = made(path + "/streams", "stream", input, run.beside(), codec, 1);
        String ignored = made(path + "/streams", "stream", input, run.beside(), codec, 100_000);
        String output = id(ResourceKind.OUTPUT, Setting.BITMOVIN_OUTPUT);
        String folder = installation.outputPrefix();
        String muxing = made(path + "/muxings/mp4", "muxing", file, stream, ignored, output, folder);
        return new Built(path, stream, ignored, muxing);
    }

    private String made(String path, String body, Object... values) {
        return String.valueOf(call("POST " + path, body, values).get("id"));
    }

    EncodingStatus status(Built built) {
        Map<String, Object> task = call("GET " + built.path() + "/status");
        unknown.addAll(task.keySet());
        unknown.add(String.valueOf(task.get("status")));
        unknown.removeAll(KNOWN);
        return EncodingStatus.read(task);
    }

    /**
     * Waits until it has the status, or is over.
     *
     * @throws IllegalStateException where neither comes in time, and from then on at once
     */
    EncodingStatus await(Built built, String status) {
        Duration most = late.contains(built) ? Duration.ZERO : run.patience();
        Optional<EncodingStatus> found = run.until(most, Run.OFTEN, () -> Optional.of(status(built))
                .filter(now -> now.isFinal() || now.status().equals(status)));
        if (found.isEmpty()) {
            late.add(built);
        }
        return found.orElseThrow(() -> new IllegalStateException("the encoding was not " + status + " in time"));
    }

    /** Why starts were refused that should have been taken. */
    List<BitmovinException> refusals() {
        return refusals;
    }

    /** The fields and words of statuses that are not known here. */
    Set<String> unknown() {
        return unknown;
    }

    /** Stops and deletes what this run has made. It is known by its ids: a search for it might be refused. */
    void remove() {
        made.forEach(this::delete);
        if (codec != null) {
            quietly("DELETE " + CODECS + "/" + codec);
        }
    }

    /** Stops and deletes what runs that are over have left; throws as {@link Bitmovin#call}. */
    void removeLeft() {
        bitmovin.get()
                .labelled(run.label(), "limit=100")
                .filter(encoding -> run.isLeft(String.valueOf(encoding.get("createdAt"))))
                .forEach(encoding -> delete(encoding.get("id")));
        bitmovin.get().page(CODECS + "?limit=100&name=" + run.label()).stream()
                .filter(config -> run.label().equals(config.get("name")))
                .filter(config -> run.isLeft(String.valueOf(config.get("createdAt"))))
                .forEach(config -> quietly("DELETE " + CODECS + "/" + config.get("id")));
    }

    private void delete(Object id) {
        // a stop is refused where there is nothing to stop
        quietly("POST " + ENCODINGS + id + "/stop");
        quietly("DELETE " + ENCODINGS + id);
    }

    private void quietly(String call) {
        try {
            bitmovin.get().call(call, null);
        } catch (BitmovinException | CamelExecutionException e) {
            // what is refused now, a later run does
        }
    }

    /**
     * @param path of the encoding
     * @param ignored the stream that its condition leaves out
     */
    record Built(String path, String stream, String ignored, String muxing) {}
}
