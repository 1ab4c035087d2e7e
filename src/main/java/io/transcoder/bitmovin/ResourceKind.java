package io.transcoder.bitmovin;

/** The resources at Bitmovin that routes and the configuration name. */
public enum ResourceKind {
    INPUT("input", "inputs"),
    OUTPUT("output", "outputs"),
    CODEC_CONFIG("codec configuration", "configurations"),
    FILTER("filter", "filters");

    private final String word;
    private final String family;

    ResourceKind(String word, String family) {
        this.word = word;
        this.family = family;
    }

    /** For people. */
    public String word() {
        return word;
    }

    /** The part of the path behind {@code /encoding/}. */
    public String family() {
        return family;
    }
}
