/**
 * What tells of an upload, in every form in which it may come, and which upload the bucket says it is.
 */
package io.transcoder.upload;
