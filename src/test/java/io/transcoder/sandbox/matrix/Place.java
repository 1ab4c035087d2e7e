package io.transcoder.sandbox.matrix;

import io.transcoder.sandbox.Request;
import java.util.function.Predicate;

/** A step of an upload's path, as the call by which it shows on the wire. */
enum Place {
    RECEIVE(Scenario.ONE, Service.SQS, 1, r -> r.operation().equals("ReceiveMessage")),
    HEAD_SOURCE(Scenario.ONE, Service.S3, 1, r -> r.operation().startsWith("HEAD in/")),
    CREATE_ENCODING(Scenario.ONE, Service.ENCODER, 1, encoder("POST /encoding/encodings")),
    VIDEO_STREAM(Scenario.ONE, Service.ENCODER, 1, encoder("POST /encoding/encodings/{id}/streams")),
    AUDIO_STREAM(Scenario.ONE, Service.ENCODER, 2, encoder("POST /encoding/encodings/{id}/streams")),
    MUXING(Scenario.ONE, Service.ENCODER, 1, encoder("POST /encoding/encodings/{id}/muxings/mp4")),
    PUT_MARKER(Scenario.ONE, Service.S3, 1, marker("PUT")),
    PUT_CLAIM(Scenario.ONE, Service.S3, 1, record("1.claim")),
    HEAD_BEFORE_START(Scenario.ONE, Service.S3, 2, r -> r.operation().startsWith("HEAD in/")),
    PUT_START(Scenario.ONE, Service.S3, 1, record("1.start")),
    START(Scenario.ONE, Service.ENCODER, 1, encoder("POST /encoding/encodings/{id}/start")),
    DELETE_MESSAGE(Scenario.ONE, Service.SQS, 1, r -> r.operation().equals("DeleteMessage")),
    STATUS(Scenario.ONE, Service.ENCODER, 1, encoder("GET /encoding/encodings/{id}/status")),
    HEAD_OUTPUT(Scenario.ONE, Service.S3, 1, r -> r.operation().startsWith("HEAD out/")),
    PUT_END(Scenario.ONE, Service.S3, 1, record("1.end")),
    DELETE_SOURCE(Scenario.ONE, Service.S3, 1, r -> r.operation().startsWith("DELETE in/")),
    PUT_CLEAN(Scenario.ONE, Service.S3, 1, record("1.clean")),
    DELETE_MARKER(Scenario.ONE, Service.S3, 1, marker("DELETE")),

    SEND_RECORD_1(Scenario.TWO_IN_ONE_MESSAGE, Service.SQS, 1, Place::isSendOfEvent),
    SEND_RECORD_2(Scenario.TWO_IN_ONE_MESSAGE, Service.SQS, 2, Place::isSendOfEvent),
    DELETE_SPLIT(Scenario.TWO_IN_ONE_MESSAGE, Service.SQS, 1, r -> r.operation().equals("DeleteMessage")),

    PUT_STOP(Scenario.NEWER_VERSION, Service.S3, 1, record("1.stop")),
    STOP(Scenario.NEWER_VERSION, Service.ENCODER, 1, encoder("POST /encoding/encodings/{id}/stop")),
    PUT_NEWER_START(Scenario.NEWER_VERSION, Service.S3, 2, record("1.start")),
    NEWER_START(Scenario.NEWER_VERSION, Service.ENCODER, 2, encoder("POST /encoding/encodings/{id}/start")),

    PUT_FAILED_END(Scenario.ENCODER_FAILS, Service.S3, 1, record("1.end")),
    SEND_DEAD_LETTER(
            Scenario.ENCODER_FAILS,
            Service.SQS,
            1,
            r -> r.operation().equals("SendMessage") && r.body().contains("dead-letters")),
    DELETE_FAILED_MARKER(Scenario.ENCODER_FAILS, Service.S3, 1, marker("DELETE")),

    SEND_NEXT_ATTEMPT(Scenario.ENCODER_SAYS_RETRY, Service.SQS, 1, Place::isSendOfEvent),
    CLOSE_FIRST_ATTEMPT(Scenario.ENCODER_SAYS_RETRY, Service.S3, 1, marker("DELETE")),
    CREATE_AGAIN(Scenario.ENCODER_SAYS_RETRY, Service.ENCODER, 2, encoder("POST /encoding/encodings")),
    PUT_MARKER_AGAIN(Scenario.ENCODER_SAYS_RETRY, Service.S3, 2, marker("PUT")),
    PUT_CLAIM_2(Scenario.ENCODER_SAYS_RETRY, Service.S3, 1, record("2.claim")),
    PUT_START_2(Scenario.ENCODER_SAYS_RETRY, Service.S3, 1, record("2.start")),
    START_2(Scenario.ENCODER_SAYS_RETRY, Service.ENCODER, 2, encoder("POST /encoding/encodings/{id}/start")),
    PUT_END_2(Scenario.ENCODER_SAYS_RETRY, Service.S3, 1, record("2.end"));

    /** Whose call it is. */
    enum Service {
        S3,
        SQS,
        ENCODER
    }

    private final Scenario scenario;
    private final Service service;
    private final int nth;
    private final Predicate<Request> call;

    /** @param nth which of the matching calls of a cell it is, from 1 */
    Place(Scenario scenario, Service service, int nth, Predicate<Request> call) {
        this.scenario = scenario;
        this.service = service;
        this.nth = nth;
        this.call = call;
    }

    Scenario scenario() {
        return scenario;
    }

    Service service() {
        return service;
    }

    int nth() {
        return nth;
    }

    boolean is(Request request) {
        return call.test(request);
    }

    /** The intake holds the upload's message while it makes this call. */
    boolean holdsMessage() {
        return compareTo(DELETE_MESSAGE) <= 0 || scenario == Scenario.TWO_IN_ONE_MESSAGE;
    }

    private static Predicate<Request> encoder(String operation) {
        return r -> r.operation().equals(operation);
    }

    private static Predicate<Request> record(String name) {
        return r -> r.operation().startsWith("PUT _jobs/") && r.operation().endsWith("/" + name);
    }

    private static Predicate<Request> marker(String method) {
        return r -> r.operation().startsWith(method + " _jobs/open/");
    }

    private static boolean isSendOfEvent(Request request) {
        return request.operation().equals("SendMessage") && !request.body().contains("dead-letters");
    }
}
