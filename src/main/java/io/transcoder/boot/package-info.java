/** Starts Camel in one way, for a run, a check and a call from a command, and gives the beans their names. */
package io.transcoder.boot;
