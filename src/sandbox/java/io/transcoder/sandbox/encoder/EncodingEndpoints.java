package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.StartEncodingRequest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Create, list, get, delete, start, stop and status of encodings. */
final class EncodingEndpoints {
    private static final String ITEM = "/encoding/encodings/{encodingId}";

    private final Encodings encodings;
    private final RequestJudge judge;
    private final EncodingRunner runner;
    private final ManifestEndpoints manifests;
    private final Lies lies;
    private final Duration searchLag;

    EncodingEndpoints(
            Encodings encodings,
            RequestJudge judge,
            EncodingRunner runner,
            ManifestEndpoints manifests,
            Lies lies,
            Duration searchLag) {
        this.manifests = manifests;
        this.lies = lies;
        this.encodings = encodings;
        this.judge = judge;
        this.runner = runner;
        this.searchLag = searchLag;
    }

    void register(Router router) {
        router.add("POST", "/encoding/encodings", this::create);
        router.add("GET", "/encoding/encodings", this::list);
        router.add("GET", ITEM, request -> Reply.ok(encoding(request).json()));
        router.add("DELETE", ITEM, this::delete);
        router.add(
                "GET",
                ITEM + "/customData",
                request -> Reply.ok(encoding(request).customData()));
        router.add("POST", ITEM + "/start", this::start);
        router.add("POST", ITEM + "/stop", this::stop);
        router.add("GET", "/encoding/statistics/encodings/{encodingId}", this::statistics);
        router.add(
                "GET", ITEM + "/status", request -> Reply.ok(encoding(request).task()));
    }

    /** Of what has begun, as the real API has nothing of what never ran. */
    private Reply statistics(Request request) {
        EncodingState encoding = encoding(request);
        return encoding.statistics()
                .map(truth -> lies.told(encoding, truth, Lie::ofStatistics))
                .orElseThrow(() -> Refusal.notFound("statistics of the encoding", encoding.id()));
    }

    private EncodingState encoding(Request request) {
        return encodings.inPath(request.id("encodingId"));
    }

    private Reply create(Request request) {
        RequestJudge.Judged<com.bitmovin.api.sdk.model.Encoding> judged =
                judge.object(request.body(), com.bitmovin.api.sdk.model.Encoding.class, "name");
        if (judged.model().getFallbackCloudRegions() != null
                && judged.model().getFallbackCloudRegions().size() > 3) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "fallbackCloudRegions", "at most 3 are allowed");
        }
        Instant now = Instant.now();
        String id = UUID.randomUUID().toString();
        ObjectNode json = Resources.returned(judged.json(), id, now).put("type", "NONE");
        EncodingState encoding = new EncodingState(id, json, judged.json().get("customData"), now);
        encodings.add(encoding);
        return Reply.created(lies.of(encoding, encoding.json(), Lie::ofCreation));
    }

    private Reply list(Request request) {
        request.onlyQuery("offset", "limit", "includeTotalCount", "sort", "type", "status", "name", "search");
        String name = request.query().get("name");
        String search = request.query().get("search");
        EncodingSearch terms = search == null ? null : EncodingSearch.parse(search);
        Instant indexed = Instant.now().minus(searchLag);
        List<ObjectNode> found = encodings.everCreated().stream()
                .filter(encoding -> !encoding.isDeleted())
                .filter(encoding -> name == null || encoding.name().equals(name))
                .filter(encoding ->
                        terms == null || (!encoding.createdAt().isAfter(indexed) && terms.matches(encoding)))
                .sorted(order(request.query().get("sort")))
                .map(EncodingState::json)
                .filter(json -> matches(json, request, "status") && matches(json, request, "type"))
                .toList();
        return Reply.page(request, found);
    }

    private static boolean matches(ObjectNode json, Request request, String field) {
        String wanted = request.query().get(field);
        return wanted == null || wanted.equals(json.path(field).asText());
    }

    private static Comparator<EncodingState> order(String sort) {
        Comparator<EncodingState> oldestFirst = Comparator.comparing(EncodingState::createdAt);
        if (sort == null || sort.equals("createdAt:desc")) {
            return oldestFirst.reversed();
        }
        if (sort.equals("createdAt") || sort.equals("createdAt:asc")) {
            return oldestFirst;
        }
        throw Refusal.field(Refusal.INVALID_PARAMETER, "sort", "'" + sort + "' is not known here");
    }

    private Reply delete(Request request) {
        EncodingState encoding = encoding(request);
        encoding.delete();
        return id(encoding);
    }

    private Reply start(Request request) {
        EncodingState encoding = encoding(request);
        StartEncodingRequest body =
                judge.optionalObject(request.body(), StartEncodingRequest.class).model();
        if (body.getTrimming() != null) {
            throw encoding.usesInputStreams()
                    ? Refusal.field(Refusal.INVALID_PARAMETER, "trimming", "is not allowed beside input streams")
                    : Refusal.field(Refusal.INVALID_PARAMETER, "trimming", "is not part of this sandbox");
        }
        if (Stream.of(body.getVodSmoothManifests(), body.getPreviewHlsManifests(), body.getPreviewDashManifests())
                .anyMatch(manifests -> manifests != null && !manifests.isEmpty())) {
            throw Refusal.badRequest(Refusal.INVALID_PARAMETER, "no manifest with this id exists");
        }
        if ((body.getPerTitle() != null) != encoding.hasTemplate()) {
            throw Refusal.field(
                    Refusal.CONFIGURATION_INVALID, "perTitle", "belongs to an encoding with templates, and only to it");
        }
        Integer priority =
                body.getScheduling() == null ? null : body.getScheduling().getPriority();
        if (priority != null && (priority < 0 || priority > 100)) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "scheduling.priority", "must be between 0 and 100");
        }
        manifests.atStart(encoding, body);
        runner.start(encoding, priority == null ? 50 : priority);
        return id(encoding);
    }

    private Reply stop(Request request) {
        EncodingState encoding = encoding(request);
        runner.stop(encoding);
        return id(encoding);
    }

    private static Reply id(EncodingState encoding) {
        return Reply.ok(RequestJudge.JSON.createObjectNode().put("id", encoding.id()));
    }
}
