package io.transcoder.failure;

/**
 * Thrown where a call is answered with anything but success, by Bitmovin or by a proxy on the way to it. The message is for people
 * and holds no part of the request's body.
 */
public final class BitmovinException extends RuntimeException {
    private final String call;
    private final int status;
    private final int code;
    private final String requestId;

    /**
     * @param call method and path with placeholders, such as {@code POST /encoding/encodings/{encodingId}/start}
     * @param code Bitmovin's own error code; 0 where the answer has no error of Bitmovin's own form
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

    /**
     * Whether the answer had Bitmovin's error body: {@code requestId}, {@code status} ERROR and {@code data.code}. Any other is the
     * word of a proxy or gateway, which knows nothing of the upload or the encoding.
     */
    public boolean isBitmovinsOwn() {
        return code != 0 && requestId != null;
    }

    /** Whether Bitmovin itself says that it does not know what the path names. */
    public boolean isUnknownToBitmovin() {
        return status == 404 && isBitmovinsOwn();
    }
}
