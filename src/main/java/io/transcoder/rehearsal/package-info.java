/** Plays routes without a network, to say what they would call and write. */
package io.transcoder.rehearsal;
