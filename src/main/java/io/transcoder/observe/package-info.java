/** Metrics of a run and the health check of the encoder. */
package io.transcoder.observe;
