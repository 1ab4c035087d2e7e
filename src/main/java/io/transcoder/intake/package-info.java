/** The intake: reads messages of the events queue, leaves them there when a service is away, and pauses in an outage. */
package io.transcoder.intake;
