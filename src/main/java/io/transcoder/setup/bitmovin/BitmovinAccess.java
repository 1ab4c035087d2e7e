package io.transcoder.setup.bitmovin;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.config.ConfigurationException;
import io.transcoder.failure.BitmovinException;
import io.transcoder.setup.step.Trouble;
import io.transcoder.upload.LogText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelExecutionException;

/** Calls Bitmovin's API, and turns its errors into a {@link Trouble}. */
public record BitmovinAccess(Supplier<Bitmovin> bitmovin) {
    private static final int PAGE = 100;

    /** @throws Trouble where there is no good answer */
    Map<String, Object> call(String call, Object body) {
        try {
            return bitmovin.get().call(call, body);
        } catch (BitmovinException e) {
            throw refusal(e);
        } catch (ConfigurationException e) {
            throw Trouble.ofSecret(Trouble.Reason.WRONG_KEY, e);
        } catch (CamelExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw Trouble.of("bitmovin-silent", call, LogText.safe(cause.getMessage()));
        }
    }

    /** All items of a list, of all its pages. */
    List<Map<?, ?>> list(String path) {
        List<Map<?, ?>> all = new ArrayList<>();
        for (int offset = 0; ; offset += PAGE) {
            Object items = call("GET " + path + "?limit=" + PAGE + "&offset=" + offset, null)
                    .get("items");
            List<?> page = items instanceof List<?> list ? list : List.of();
            page.forEach(item -> all.add((Map<?, ?>) item));
            if (page.size() < PAGE) {
                return all;
            }
        }
    }

    private static Trouble refusal(BitmovinException e) {
        String id =
                switch (e.status()) {
                    case 401 -> "bitmovin-wrong-key";
                    case 403 -> "bitmovin-denied";
                    case 404 -> "bitmovin-unsupported";
                    default -> e.status() == 429 || e.status() >= 500 ? "bitmovin-failed" : "bitmovin-refused";
                };
        return Trouble.of(id, e.getMessage());
    }
}
