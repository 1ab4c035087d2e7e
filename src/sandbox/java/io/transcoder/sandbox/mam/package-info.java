/** A MAM that uploads as Vidispine does, waits for the output, takes it, and looks into what it got. */
package io.transcoder.sandbox.mam;
