package io.transcoder.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link Wiretap} knows of one call, finished or not.
 *
 * @param at when the request's head and the start of its body had been read
 * @param service the name that the wiretap was started with
 * @param path raw, with the query
 * @param headers of the request, by lower-case name, only those of {@link Wiretap#KEPT_HEADERS}
 * @param requestBody at most its first 64 KB; "(binary)" if it is no UTF-8 text
 * @param status 0 until there is one, and for good if the target never gave one
 * @param responseBody what the target or a fault answered, as {@code requestBody}; empty until then
 * @param replyDelivered whether the reply was written to the client without an error. A client killed shortly before
 *     that may go unnoticed
 * @param faults what was done to it on purpose, such as {@code loseReply}
 */
public record Call(
        Instant at,
        String service,
        String method,
        String path,
        Map<String, String> headers,
        String requestBody,
        int status,
        String responseBody,
        boolean replyDelivered,
        List<String> faults) {

    /**
     * A readable name. SQS: the action ({@code ReceiveMessage}). A service named {@code s3}: {@code HEAD key},
     * {@code PUT key}, {@code COPY key}, {@code LIST prefix}, {@code CREATE-MULTIPART key} and so on, without the
     * bucket. Any other: method and path without the query and without {@code /v1}, ids as {@code {id}}
     * ({@code POST /encoding/encodings/{id}/start}).
     */
    public String operation() {
        return Operations.name(
                service,
                method,
                path,
                Optional.ofNullable(headers.get("x-amz-target")),
                headers.containsKey("x-amz-copy-source"));
    }

    Call answered(int newStatus, String newBody) {
        return new Call(at, service, method, path, headers, requestBody, newStatus, newBody, replyDelivered, faults);
    }

    Call delivered(boolean nowDelivered) {
        return new Call(at, service, method, path, headers, requestBody, status, responseBody, nowDelivered, faults);
    }
}
