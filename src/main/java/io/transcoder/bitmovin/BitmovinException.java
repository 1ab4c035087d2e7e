package io.transcoder.bitmovin;

/**
 * Bitmovin answered a call with anything but success. The message is for people and holds no part of the request's body.
 */
public final class BitmovinException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int status;
    private final int code;
    private final String requestId;

    /**
     * @param call method and path with placeholders, such as {@code POST /encoding/encodings/{encodingId}/start}
     * @param code Bitmovin's own error code; 0 where the answer has none
     * @param requestId what Bitmovin's support asks for; null where the answer has none
     * @param text the answer's own words
     */
    public BitmovinException(String call, int status, int code, String requestId, String text) {
        super(call + " was answered " + status + (code == 0 ? "" : ", code " + code) + ": " + text
                + (requestId == null ? "" : " (requestId " + requestId + ")"));
        this.call = call;
        this.status = status;
        this.code = code;
        this.requestId = requestId;
    }

    public String call() {
        return call;
    }

    public int status() {
        return status;
    }

    public int code() {
        return code;
    }

    public String requestId() {
        return requestId;
    }
}
