package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.DashManifestDefault;
import com.bitmovin.api.sdk.model.HlsManifestDefault;
import com.bitmovin.api.sdk.model.Manifest;
import com.bitmovin.api.sdk.model.ManifestGenerator;
import com.bitmovin.api.sdk.model.ManifestResource;
import com.bitmovin.api.sdk.model.StartEncodingRequest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Default manifests of encodings, which a start names so that they are written at the encoding's end. */
final class ManifestEndpoints {
    private record Made(String type, String encodingId, List<Encoder.Output> outputs) {}

    private final Map<String, Made> byId = new ConcurrentHashMap<>();
    private final Encodings encodings;
    private final RequestJudge judge;
    private final OutputJudge outputs;

    ManifestEndpoints(Encodings encodings, Resources resources, RequestJudge judge) {
        this.encodings = encodings;
        this.judge = judge;
        this.outputs = new OutputJudge(resources);
    }

    void register(Router router) {
        router.add("POST", "/encoding/manifests/hls/default", request -> {
            RequestJudge.Judged<HlsManifestDefault> judged =
                    judge.object(request.body(), HlsManifestDefault.class, "encodingId", "outputs");
            return add("HLS", judged, judged.model().getEncodingId());
        });
        router.add("POST", "/encoding/manifests/dash/default", request -> {
            RequestJudge.Judged<DashManifestDefault> judged =
                    judge.object(request.body(), DashManifestDefault.class, "encodingId", "manifestName", "outputs");
            return add("DASH", judged, judged.model().getEncodingId());
        });
    }

    /** The official examples name an HLS manifest by its name alone. */
    private static String file(ObjectNode sent) {
        return sent.path("manifestName").asText(sent.path("name").asText(""));
    }

    private Reply add(String type, RequestJudge.Judged<? extends Manifest> judged, String encodingId) {
        if (encodings.everCreated().stream().noneMatch(encoding -> encoding.id().equals(encodingId))) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "encodingId", "no encoding with id '" + encodingId + "'");
        }
        if (file(judged.json()).isEmpty()) {
            throw Refusal.field(Refusal.REQUIRED_FIELD, "manifestName", "must not be null or empty without a name");
        }
        String id = UUID.randomUUID().toString();
        byId.put(
                id,
                new Made(type, encodingId, outputs.outputs(id, judged.model().getOutputs(), file(judged.json()))));
        ObjectNode json = Resources.returned(judged.json(), id, Instant.now()).put("type", type);
        return Reply.created(json);
    }

    /** Adds to the encoding what its start says of manifests. */
    void atStart(EncodingState encoding, StartEncodingRequest start) {
        atStart(encoding, "HLS", "vodHlsManifests", start.getVodHlsManifests(), start);
        atStart(encoding, "DASH", "vodDashManifests", start.getVodDashManifests(), start);
    }

    private void atStart(
            EncodingState encoding,
            String type,
            String field,
            List<ManifestResource> named,
            StartEncodingRequest start) {
        for (ManifestResource resource : named == null ? List.<ManifestResource>of() : named) {
            Made made = byId.get(String.valueOf(resource.getManifestId()));
            if (made == null || !made.type().equals(type) || !made.encodingId().equals(encoding.id())) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, field, "this encoding has no such manifest");
            }
            if (start.getManifestGenerator() != ManifestGenerator.V2) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, "manifestGenerator", "only V2 is part of this sandbox");
            }
            encoding.addExtra(resource.getManifestId(), made.outputs());
        }
    }
}
