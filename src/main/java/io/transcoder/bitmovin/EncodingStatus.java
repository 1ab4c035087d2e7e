package io.transcoder.bitmovin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The encoder's word on an encoding. A status that is not known here counts as not over.
 *
 * @param progress percent
 * @param code null where there is no error
 * @param retryHint null where there is no error
 * @see <a href="https://developer.bitmovin.com/encoding/docs/what-do-the-different-encodings-state-mean">States</a>
 */
public record EncodingStatus(String status, int progress, Integer code, String retryHint, List<String> messages) {
    private static final Set<String> FAILED = Set.of("ERROR", "CANCELED", "TRANSFER_ERROR");
    private static final Set<String> RETRY = Set.of("RETRY", "RETRY_IN_DIFFERENT_REGION");
    private static final int MOST_MESSAGES = 20;

    public static EncodingStatus read(Map<String, Object> task) {
        var messages = new ArrayList<String>();
        var error = task.get("error") instanceof Map<?, ?> map ? map : Map.of();
        if (error.get("text") != null) {
            messages.add(String.valueOf(error.get("text")));
        }
        if (task.get("messages") instanceof List<?> list) {
            list.stream()
                    .filter(message -> message instanceof Map<?, ?> map && "ERROR".equals(map.get("type")))
                    .limit(MOST_MESSAGES)
                    .forEach(message -> messages.add(String.valueOf(((Map<?, ?>) message).get("text"))));
        }
        return new EncodingStatus(
                String.valueOf(task.get("status")),
                task.get("progress") instanceof Number number ? number.intValue() : 0,
                error.get("code") instanceof Number number ? number.intValue() : null,
                error.get("retryHint") instanceof String hint ? hint : null,
                messages.stream().distinct().toList());
    }

    public boolean isCreated() {
        return status.equals("CREATED");
    }

    public boolean isQueued() {
        return status.equals("QUEUED");
    }

    public boolean isFinished() {
        return status.equals("FINISHED");
    }

    public boolean isFailed() {
        return FAILED.contains(status);
    }

    /** The encoder will do no more for it. */
    public boolean isFinal() {
        return isFinished() || isFailed();
    }

    /** The encoder says that another encoding of the same source may do. */
    public boolean isWorthAnotherTry() {
        return status.equals("ERROR") && retryHint != null && RETRY.contains(retryHint);
    }
}
