package io.transcoder.failure;

/**
 * A failure in the terms that operators need: what failed, with which answer, and what to do.
 *
 * @param step the call or route that failed
 * @param status HTTP status; 0 where there was no answer
 * @param code Bitmovin's or the store's own error code, or null
 * @param requestId null where unknown
 * @param reason one line for people
 */
public record Failure(Remedy remedy, String step, int status, String code, String requestId, String reason) {}
