/** Metrics of a run, the health check of the encoder, and the routes over JMX. */
package io.transcoder.observe;
