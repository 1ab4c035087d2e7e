/** Bitmovin's resources: inputs, outputs and codec configurations. */
package io.transcoder.setup.bitmovin;
