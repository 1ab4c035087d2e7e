/**
 * A Bitmovin-compatible encoder for tests and the sandbox; {@link io.transcoder.sandbox.encoder.Encoder} is its door.
 *
 * <p>Where the real API is not documented it had to choose: a full queue is 400 with code 8004, a stop or delete at the
 * wrong time is 400, the information of an unfinished muxing is 404, the list is sorted by creation, newest first. It is
 * stricter on purpose: unknown query parameters and read-only fields are refused. It is laxer in that credentials of
 * buckets are not tried, the permission check only looks for the bucket, and an ACL is recorded but not set.
 */
package io.transcoder.sandbox.encoder;
