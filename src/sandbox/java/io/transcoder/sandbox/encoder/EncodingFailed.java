package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.RetryHint;

/** The encoder could not do its work; ends in the status ERROR. */
final class EncodingFailed extends Exception {
    private final transient Failure failure;

    EncodingFailed(int code, String category, String text) {
        super(text);
        this.failure = new Failure(code, category, text, RetryHint.NO_RETRY);
    }

    Failure failure() {
        return failure;
    }

    static EncodingFailed noSource(Plan.Source source) {
        return new EncodingFailed(
                2100, "INPUT", "File not found: '" + source.key() + "' in bucket '" + source.bucket() + "'");
    }
}
