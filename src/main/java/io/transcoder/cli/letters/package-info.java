/** The commands about dead letters. */
package io.transcoder.cli.letters;
