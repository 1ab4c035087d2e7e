package io.transcoder.sandbox.encoder;

import java.util.List;

/** A request the API answers with its error envelope instead of a result. */
final class Refusal extends RuntimeException {
    static final int REQUIRED_FIELD = 1000;
    static final int INVALID_PARAMETER = 1001;
    static final int UNAUTHORIZED = 1003;
    static final int DELETE_WHILE_RUNNING = 2021;
    static final int CONFIGURATION_INVALID = 2025;
    static final int QUEUE_FULL = 8004;

    /** @param field the offending request field as a path such as {@code inputStreams[0].inputId} */
    record Detail(String field, String text) {}

    private final int status;
    private final int code;
    private final transient List<Detail> details;

    Refusal(int status, int code, String message, List<Detail> details) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.details = List.copyOf(details);
    }

    static Refusal field(int code, String field, String text) {
        return new Refusal(400, code, field + ": " + text, List.of(new Detail(field, text)));
    }

    static Refusal badRequest(int code, String message) {
        return new Refusal(400, code, message, List.of());
    }

    static Refusal notFound(String what, String id) {
        return new Refusal(404, INVALID_PARAMETER, what + " with id '" + id + "' does not exist", List.of());
    }

    static void required(Object value, String field) {
        if (value == null) {
            throw field(REQUIRED_FIELD, field, "must not be null");
        }
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    List<Detail> details() {
        return details;
    }
}
