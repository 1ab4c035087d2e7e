/**
 * The benchmark: this application against what else one could use, each side in a JVM of its own, on this machine, in one run.
 * {@code docs/performance.md} says how to read it.
 */
package io.transcoder.lab.benchmark;
