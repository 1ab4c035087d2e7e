package io.transcoder.setup.step;

/** The services that set-up knows, in the order in which they need each other. */
public enum Area {
    AWS,
    BITMOVIN,
    VIDISPINE
}
