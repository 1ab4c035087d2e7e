/** Spans of an upload, sent to a collector where one is set. */
package io.transcoder.trace;
