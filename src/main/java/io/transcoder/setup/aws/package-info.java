/** Buckets, queues, their policies and notifications. */
package io.transcoder.setup.aws;
