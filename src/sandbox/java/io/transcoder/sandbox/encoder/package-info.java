/**
 * A Bitmovin-compatible encoder for tests and the sandbox; {@link io.transcoder.sandbox.encoder.Encoder} is its door.
 *
 * <p>Where the real API is not documented it had to choose: a full queue is 400 with code 8004, a stop or delete at the
 * wrong time is 400, the information of an unfinished muxing is 404, the list is sorted by creation, newest first, a fragmented
 * MP4 without {@code initSegmentName} begins with {@code init.mp4}, an HLS manifest without {@code manifestName} takes its name.
 * What the vendor's public examples send to these endpoints is accepted, see {@code VendorExamplesTest}.
 *
 * <p>It is stricter on purpose, so that what the real API may drop or misread in silence is seen here:
 *
 * <ul>
 *   <li>unknown fields, unknown values of an enum, unknown query parameters and read-only fields are refused;
 *   <li>a filter of audio on a stream of video, a codec that does not fit the container, a selection that does not fit the codec;
 *   <li>two files of one encoding under one key, two filters of one stream at one position, a file name with a slash;
 *   <li>a position beside AUTO, a negative one, {@code SUBTITLE_RELATIVE};
 *   <li>a start with H.264 that has neither bitrate nor crf, but for per-title; with video streams of different inputs; with a
 *       manifest and any generator but V2; with trimming, or with Smooth and preview manifests;
 *   <li>{@code fragmentDuration} of an MP4, conditions on what has no documented values, more than one ACL entry of an output;
 *   <li>a path without an endpoint is answered as by a gateway, not in Bitmovin's own form;
 *   <li>a start, a stop or a change at the wrong time, all in the same words that the real API may have others for.
 * </ul>
 *
 * <p>It is laxer in that credentials of buckets are not tried, the permission check only looks for the bucket, an ACL is recorded but
 * not set, and of several inputs of one stream none is looked into.
 */
package io.transcoder.sandbox.encoder;
