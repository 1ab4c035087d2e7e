package io.transcoder.bitmovin;

/** A resource at Bitmovin by its name, which is unique at most within its kind. */
public record ResourceName(ResourceKind kind, String name) {}
