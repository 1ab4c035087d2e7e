package io.transcoder.lab.matrix;

import io.transcoder.lab.matrix.History.Actor;
import io.transcoder.lab.matrix.History.Billed;
import io.transcoder.lab.matrix.History.Fate;
import io.transcoder.lab.matrix.History.Letter;
import io.transcoder.lab.matrix.History.Look;
import io.transcoder.lab.matrix.History.OpenJob;
import io.transcoder.lab.matrix.History.OutputChange;
import io.transcoder.lab.matrix.History.Removal;
import io.transcoder.lab.matrix.History.Uploaded;
import io.transcoder.lab.matrix.History.Version;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.Encoder.Output;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes a history by hand, in seconds from its begin. Everything is about one key. */
final class Histories {
    static final String KEY = "in/VX-7.mxf";
    static final String OUT = "out/VX-7.mxf_bitmovin.mp4";

    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

    private final List<Uploaded> uploads = new ArrayList<>();
    private final List<Encoding> encodings = new ArrayList<>();
    private final List<Removal> removals = new ArrayList<>();
    private final List<OutputChange> outputs = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();
    private final Set<String> stopped = new HashSet<>();
    private final List<Letter> letters = new ArrayList<>();
    private final List<OpenJob> open = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final Set<String> forgotten = new HashSet<>();
    private final Set<String> ordered = new HashSet<>();
    private List<Billed> bills;

    History history() {
        return new History(
                uploads, encodings, removals, outputs, looks, stopped, letters, open, messages, forgotten, ordered,
                bills);
    }

    static Instant at(int second) {
        return BEGIN.plusSeconds(second);
    }

    static String event(String eTag, int second) {
        return "{\"Records\":[{\"eventTime\":\"%s\",\"s3\":{\"object\":{\"key\":\"%s\",\"size\":5,\"eTag\":\"%s\"}}}]}"
                .formatted(at(second), KEY, eTag);
    }

    /** Uploaded at 0, finished at 10, looked at at 11, deleted at 20. */
    Histories usualPath() {
        return upload("e1", 0)
                .encode("enc-1", "job-1", "e1", 1, 10)
                .look(OUT, 11)
                .delete(20);
    }

    /** Uploaded at 0, failed at 10. */
    Histories failedEncode() {
        return upload("e1", 0).encoding("enc-1", "job-1", "e1", "ERROR", 1, 10);
    }

    Histories upload(String eTag, int second) {
        return upload(eTag, null, second);
    }

    Histories upload(String eTag, String versionId, int second) {
        uploads.add(new Uploaded(
                KEY, new Version(versionId, eTag, at(second), 5), List.of(event(eTag, second)), at(second)));
        return this;
    }

    /** An encode that works: its output is there at the end. */
    Histories encode(String id, String job, String eTag, int started, int finished) {
        encoding(id, job, eTag, "FINISHED", started, finished);
        outputs.add(new OutputChange(OUT, Actor.ENCODER, false, id, at(finished)));
        return this;
    }

    /** @param eTag of what it read a second after its start; null where it read nothing */
    Histories encoding(String id, String job, String eTag, String status, int started, Integer finished) {
        boolean written = status.equals("FINISHED");
        encodings.add(new Encoding(
                id,
                "VX-7.mxf",
                List.of("transcoder-0", "job-" + job, "build-1"),
                status,
                written ? 100 : 0,
                1,
                "mam-in",
                KEY,
                eTag,
                eTag == null ? null : at(started + 1),
                List.of(new Output(
                        "mux-1", "mam-out", OUT, "PRIVATE", written ? at(finished) : null, written ? 100 : 0)),
                at(started),
                at(started),
                finished == null ? null : at(finished),
                false));
        return this;
    }

    /** Changes the last encoding. */
    Histories last(UnaryOperator<Encoding> change) {
        encodings.add(change.apply(encodings.remove(encodings.size() - 1)));
        return this;
    }

    Histories look(String of, int second) {
        looks.add(new Look(of, at(second)));
        return this;
    }

    /** By the application. */
    Histories delete(int second) {
        return delete(second, second);
    }

    Histories delete(int asked, int second) {
        removals.add(new Removal(KEY, Actor.APPLICATION, null, null, at(second), at(asked)));
        return this;
    }

    Histories removedByMam(String versionId, String markerId, int second) {
        removals.add(new Removal(KEY, Actor.MAM, versionId, markerId, at(second), at(second)));
        return this;
    }

    Histories hidden(String markerId, int second) {
        removals.add(new Removal(KEY, Actor.APPLICATION, null, markerId, at(second), at(second)));
        return this;
    }

    Histories outputRemoved(Actor by, int second) {
        outputs.add(new OutputChange(OUT, by, true, null, at(second)));
        return this;
    }

    Histories outputOverwritten(int second) {
        outputs.add(new OutputChange(OUT, Actor.MAM, false, null, at(second)));
        return this;
    }

    Histories stopped(String encodingId) {
        stopped.add(encodingId);
        return this;
    }

    Histories forgotten(String encodingId) {
        forgotten.add(encodingId);
        return this;
    }

    Histories stoppedByOperator(String encodingId) {
        ordered.add(encodingId);
        return stopped(encodingId);
    }

    /** Of the encoding of the usual path. */
    Histories billed(String bill, boolean announced, String... forSums) {
        bills = List.of(new Billed("enc-1", bill, List.of(forSums), announced));
        return this;
    }

    Histories letter(String body, String encodingId) {
        return letter(body, Map.of("reason", "the encoder says ERROR", "encoding-id", encodingId), Fate.LYING);
    }

    Histories letter(String body, Map<String, String> attributes, Fate fate) {
        letters.add(new Letter(body, attributes, fate));
        return this;
    }

    Histories open(String eTag) {
        open.add(new OpenJob("job", KEY, null, eTag));
        return this;
    }

    Histories message(String body) {
        messages.add(body);
        return this;
    }
}
