package io.transcoder.bitmovin;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Variable;

/**
 * Removes what a create whose reply was lost may have made. Only encodings of the same exchange are looked for, so those that
 * somebody else builds for the same upload are safe. An index that lags may hide one: the orphan timer finds it later.
 */
public final class LostEncodings {
    private final Supplier<Bitmovin> bitmovin;

    public LostEncodings(Supplier<Bitmovin> bitmovin) {
        this.bitmovin = bitmovin;
    }

    /** @param build the label of the exchange */
    public void discard(@Variable("build") String build) {
        Object items = bitmovin.get()
                .call("GET /encoding/encodings?limit=100&search=labels:" + build, null)
                .get("items");
        for (Object item : items instanceof List<?> list ? list : List.of()) {
            var encoding = (Map<?, ?>) item;
            if ("CREATED".equals(encoding.get("status"))) {
                bitmovin.get().call("DELETE /encoding/encodings/" + encoding.get("id"), null);
            }
        }
    }
}
