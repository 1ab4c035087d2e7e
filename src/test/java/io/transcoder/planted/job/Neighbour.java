package io.transcoder.planted.job;

import io.transcoder.planted.config.Leaf;

/** Reads the configuration for itself. */
public record Neighbour(Leaf leaf) {}
