package io.transcoder.planted.config;

/** Depends on nothing. */
public record Leaf() {}
