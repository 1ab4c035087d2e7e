/** Traces of uploads in the form of OpenTelemetry, sent to a collector where one is set. */
package io.transcoder.trace;
