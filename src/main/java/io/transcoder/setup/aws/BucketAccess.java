package io.transcoder.setup.aws;

/**
 * How Bitmovin is to reach the buckets.
 *
 * @param roleArn of a role that Bitmovin may take, see docs/policies; null: none
 * @param externalId which the role asks for; null: the one that Bitmovin gives the account
 */
public record BucketAccess(String roleArn, String externalId) {}
