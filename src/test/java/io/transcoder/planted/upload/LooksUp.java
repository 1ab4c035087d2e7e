package io.transcoder.planted.upload;

import io.transcoder.planted.job.Neighbour;
import org.slf4j.Logger;

/** Knows what comes after it, and a library too many. */
record LooksUp(Neighbour neighbour, Logger log) {}
