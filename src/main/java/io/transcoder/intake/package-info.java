/** Takes messages from the events queue, holds and extends them, and pauses when a service that they need is away. */
package io.transcoder.intake;
