package io.transcoder.lab.matrix;

import static io.transcoder.lab.matrix.Wire.accepted;
import static io.transcoder.lab.matrix.Wire.announcement;
import static io.transcoder.lab.matrix.Wire.billForSums;
import static io.transcoder.lab.matrix.Wire.listOfJobs;
import static io.transcoder.lab.matrix.Wire.marker;
import static io.transcoder.lab.matrix.Wire.obeyed;
import static io.transcoder.lab.matrix.Wire.record;

import io.transcoder.sandbox.Request;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A step of an upload's path, as the call by which it shows on the wire. */
enum Place {
    RECEIVE(Scenario.ONE, 1, "ReceiveMessage"),
    HEAD_SOURCE(Scenario.ONE, 1, "HEAD in/.*"),
    LIST_JOBS(Scenario.ONE, 1, listOfJobs()),
    CREATE_ENCODING(Scenario.ONE, 1, "POST /encoding/encodings"),
    VIDEO_STREAM(Scenario.ONE, 1, Calls.STREAM),
    AUDIO_STREAM(Scenario.ONE, 2, Calls.STREAM),
    MUXING(Scenario.ONE, 1, "POST /encoding/encodings/\\{id}/muxings/mp4"),
    PUT_MARKER(Scenario.ONE, 1, marker("PUT")),
    PUT_CLAIM(Scenario.ONE, 1, record("1.claim")),
    HEAD_BEFORE_START(Scenario.ONE, 1, "HEAD in/.*", record("1.claim")),
    LIST_STALE_OUTPUT(Scenario.ONE, 1, "LIST out/.+"),
    PUT_RESERVATION(Scenario.ONE, 1, Wire.reservation()),
    PUT_ANNOUNCEMENT(Scenario.ONE, 1, announcement("PUT")),
    PUT_START(Scenario.ONE, 1, record("1.start")),
    START(Scenario.ONE, 1, Calls.START),
    PUT_ACCEPTED(Scenario.ONE, 1, accepted(1)),
    DELETE_MESSAGE(Scenario.ONE, 1, "DeleteMessage"),
    STATUS(Scenario.ONE, 1, Calls.STATUS),
    HEAD_OUTPUT(Scenario.ONE, 1, "HEAD out/.*", Calls.START),
    PUT_END(Scenario.ONE, 1, record("1.end")),
    HEAD_BEFORE_DELETE(Scenario.ONE, 1, "HEAD in/.*", record("1.end")),
    DELETE_SOURCE(Scenario.ONE, 1, "DELETE in/.*"),
    PUT_CLEAN(Scenario.ONE, 1, record("1.clean")),
    DELETE_MARKER(Scenario.ONE, 1, marker("DELETE")),
    STATISTICS(Scenario.ONE, 1, "GET /encoding/statistics/encodings/\\{id}"),
    PUT_BILL(Scenario.ONE, 1, record("1.bill")),
    PUT_BILL_FOR_SUMS(Scenario.ONE, 1, billForSums()),
    DELETE_ANNOUNCEMENT(Scenario.ONE, 1, announcement("DELETE")),

    SEND_RECORDS(Scenario.TWO_IN_ONE_MESSAGE, 1, "SendMessageBatch events"),
    DELETE_SPLIT(Scenario.TWO_IN_ONE_MESSAGE, 1, "DeleteMessage"),

    PUT_STOP(Scenario.NEWER_VERSION, 1, record("1.stop")),
    STOP(Scenario.NEWER_VERSION, 1, "POST /encoding/encodings/\\{id}/stop"),
    PUT_NEWER_START(Scenario.NEWER_VERSION, 2, record("1.start")),
    NEWER_START(Scenario.NEWER_VERSION, 2, Calls.START),

    START_OF_FAILING(Scenario.ENCODER_FAILS, 1, Calls.START),
    PUT_FAILED_END(Scenario.ENCODER_FAILS, 1, record("1.end")),
    SEND_DEAD_LETTER(Scenario.ENCODER_FAILS, 1, "SendMessage dead-letters"),
    DELETE_FAILED_MARKER(Scenario.ENCODER_FAILS, 1, marker("DELETE")),

    SEND_NEXT_ATTEMPT(Scenario.ENCODER_SAYS_RETRY, 1, "SendMessage events"),
    CLOSE_FIRST_ATTEMPT(Scenario.ENCODER_SAYS_RETRY, 1, marker("DELETE")),
    CREATE_AGAIN(Scenario.ENCODER_SAYS_RETRY, 2, "POST /encoding/encodings"),
    PUT_MARKER_FIRST(Scenario.ENCODER_SAYS_RETRY, 1, marker("PUT")),
    PUT_MARKER_AGAIN(Scenario.ENCODER_SAYS_RETRY, 2, marker("PUT")),
    PUT_CLAIM_2(Scenario.ENCODER_SAYS_RETRY, 1, record("2.claim")),
    PUT_START_2(Scenario.ENCODER_SAYS_RETRY, 1, record("2.start")),
    START_2(Scenario.ENCODER_SAYS_RETRY, 2, Calls.START),
    PUT_END_2(Scenario.ENCODER_SAYS_RETRY, 1, record("2.end")),

    DELETE_STALE_OUTPUT(Scenario.STALE_OUTPUT, 1, "DELETE out/.*"),

    STATUS_WHEN_TAKEN(Scenario.EAGER_MAM, 1, Calls.STATUS),
    HEAD_TAKEN_OUTPUT(Scenario.EAGER_MAM, 1, "HEAD out/.*", Calls.START),
    MUXING_INFORMATION(Scenario.EAGER_MAM, 1, "GET /encoding/encodings/\\{id}/muxings/(mp4/)?\\{id}/information"),
    DELETE_SOURCE_OF_TAKEN(Scenario.EAGER_MAM, 1, "DELETE in/.*"),

    SEARCH(Scenario.LOST_CREATE, 1, "GET /encoding/encodings"),
    DELETE_HALF_BUILT(Scenario.LOST_CREATE, 1, Calls.DELETE),

    PUT_WITHDRAWN(Scenario.WITHDRAWN, 1, record("1.withdrawn")),
    DELETE_WITHDRAWN(Scenario.WITHDRAWN, 1, Calls.DELETE),
    CLOSE_WITHDRAWN(Scenario.WITHDRAWN, 1, marker("DELETE")),

    STATUS_OF_TAKEN_OVER(Scenario.TAKEN_OVER, 1, Calls.STATUS),
    START_TAKEN_OVER(Scenario.TAKEN_OVER, 1, Calls.START),

    START_WHEN_FULL(Scenario.FULL_ENCODER, 1, Calls.START),
    START_WHEN_FULL_AGAIN(Scenario.FULL_ENCODER, 2, Calls.START),

    STATUS_WHEN_LOST(Scenario.LOST_ENCODING, 1, Calls.STATUS),

    CREATE_REPLAYED(Scenario.REPLAYED, 2, "POST /encoding/encodings"),
    PUT_CLAIM_REPLAYED(Scenario.REPLAYED, 1, record("2.claim")),
    HEAD_REPLAYED(Scenario.REPLAYED, 1, "HEAD in/.*", "SendMessage dead-letters"),
    START_REPLAYED(Scenario.REPLAYED, 2, Calls.START),
    DELETE_SOURCE_REPLAYED(Scenario.REPLAYED, 1, "DELETE in/.*"),

    START_OF_THREE(Scenario.THREE_VERSIONS, 1, Calls.START),

    HEAD_VERSIONED(Scenario.VERSIONED, 1, "HEAD in/.*"),
    START_VERSIONED(Scenario.VERSIONED, 1, Calls.START),
    HEAD_VERSIONED_BEFORE_DELETE(Scenario.VERSIONED, 1, "HEAD in/.*", record("1.end")),
    DELETE_VERSIONED(Scenario.VERSIONED, 1, "DELETE in/.*"),

    STOP_BEFORE_PURGE(Scenario.VERSIONED_PURGED, 1, "POST /encoding/encodings/\\{id}/stop"),

    LIST_ORDERS(Scenario.PAUSED, 1, "LIST " + Wire.ORDERS),
    PUT_OBEYED(Scenario.PAUSED, 1, obeyed()),

    PUT_ORDERED_STOP(Scenario.STOPPED, 1, record("1.stop")),
    PUT_STOPPED_END(Scenario.STOPPED, 1, record("1.end")),
    CLOSE_STOPPED(Scenario.STOPPED, 1, marker("DELETE")),
    DELETE_STOP_ORDER(Scenario.STOPPED, 1, "DELETE " + Wire.ORDERS + "stop-.*");

    /** Whose call it is. */
    enum Service {
        S3,
        SQS,
        ENCODER
    }

    private static final class Calls {
        private static final String STREAM = "POST /encoding/encodings/\\{id}/streams";
        private static final String START = "POST /encoding/encodings/\\{id}/start";
        private static final String STATUS = "GET /encoding/encodings/\\{id}/status";
        private static final String DELETE = "DELETE /encoding/encodings/\\{id}";
    }

    private final Scenario scenario;
    private final int nth;
    private final Pattern call;
    private final Pattern after;

    Place(Scenario scenario, int nth, String call) {
        this(scenario, nth, call, "");
    }

    /**
     * @param nth which of the matching calls of a cell it is, from 1
     * @param call see {@link Wire#of}
     * @param after a call before which none is counted; empty if all are
     */
    Place(Scenario scenario, int nth, String call, String after) {
        this.scenario = scenario;
        this.nth = nth;
        this.call = Pattern.compile(call);
        this.after = Pattern.compile(after);
    }

    Scenario scenario() {
        return scenario;
    }

    Service service() {
        if (call.pattern().contains("/encoding/")) {
            return Service.ENCODER;
        }
        return call.pattern().contains("Message") ? Service.SQS : Service.S3;
    }

    /** The HTTP method, or the action of the queue. */
    String method() {
        return call.pattern().replaceAll(" .*", "");
    }

    /** The path of a call to the encoder, as its faults take it. */
    String encoderPath() {
        return call.pattern().replaceAll("^\\S+ ", "").replace("\\{id}", "*");
    }

    int nth() {
        return nth;
    }

    boolean is(Request request) {
        return call.matcher(Wire.of(request)).matches();
    }

    /**
     * Matches the calls that count.
     *
     * @param observe has the predicate see every call of the instance
     */
    Predicate<Request> ofOneCell(Consumer<Predicate<Request>> observe) {
        if (after.pattern().isEmpty()) {
            return this::is;
        }
        var passed = new AtomicBoolean();
        observe.accept(request -> {
            if (after.matcher(Wire.of(request)).matches()) {
                passed.set(true);
            }
            return false;
        });
        return request -> passed.get() && is(request);
    }

    boolean isOfS3(String method) {
        return service() == Service.S3 && method().equals(method);
    }

    /** Something is different after the call. */
    boolean isWrite() {
        return !method().equals("HEAD")
                && !method().equals("GET")
                && !method().equals("LIST")
                && !method().equals("ReceiveMessage");
    }

    /** What is wrong there can be right again only when the bill is recorded. */
    boolean isOfBill() {
        return switch (this) {
            case PUT_ANNOUNCEMENT, STATISTICS, PUT_BILL, PUT_BILL_FOR_SUMS, DELETE_ANNOUNCEMENT -> true;
            default -> false;
        };
    }

    /** The intake holds the upload's message while it makes this call. */
    boolean holdsMessage() {
        return compareTo(DELETE_MESSAGE) <= 0 || scenario == Scenario.TWO_IN_ONE_MESSAGE;
    }
}
