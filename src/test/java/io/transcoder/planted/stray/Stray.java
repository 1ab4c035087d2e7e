package io.transcoder.planted.stray;

/** In a package that the design does not have. */
record Stray() {}
