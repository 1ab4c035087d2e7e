package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Every call in the order of its arrival. */
final class History {
    private final List<Encoder.Call> calls = new ArrayList<>();

    /** @return the place to complete the call at, once its answer is known */
    synchronized int arrived(Encoder.Call call) {
        calls.add(call);
        return calls.size() - 1;
    }

    synchronized void answered(int place, int status, String madeId) {
        calls.set(place, calls.get(place).answered(status, madeId));
    }

    synchronized List<Encoder.Call> calls() {
        return List.copyOf(calls);
    }

    /** The body as text, with the keys of buckets blanked. */
    static String readable(byte[] body) {
        try {
            JsonNode tree = RequestJudge.JSON.readTree(body);
            if (tree instanceof ObjectNode object) {
                for (String secret : List.of("accessKey", "secretKey")) {
                    if (object.has(secret)) {
                        object.put(secret, "***");
                    }
                }
                return object.toString();
            }
        } catch (IOException e) {
            return new String(body, StandardCharsets.UTF_8);
        }
        return new String(body, StandardCharsets.UTF_8);
    }
}
