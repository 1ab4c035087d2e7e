/**
 * Uploads: the events that announce one, in every form that S3 and others send, and what the bucket shows of it.
 */
package io.transcoder.upload;
