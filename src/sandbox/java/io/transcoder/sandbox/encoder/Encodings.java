package io.transcoder.sandbox.encoder;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every encoding that was ever created, the deleted ones too. */
final class Encodings {
    private final Map<String, EncodingState> byId = Collections.synchronizedMap(new LinkedHashMap<>());

    void add(EncodingState encoding) {
        byId.put(encoding.id(), encoding);
    }

    /** As the API sees it: deleted ones are gone. */
    EncodingState inPath(String id) {
        return Optional.ofNullable(byId.get(id))
                .filter(encoding -> !encoding.isDeleted())
                .orElseThrow(() -> Refusal.notFound("encoding", id));
    }

    List<EncodingState> everCreated() {
        synchronized (byId) {
            return new ArrayList<>(byId.values());
        }
    }
}
