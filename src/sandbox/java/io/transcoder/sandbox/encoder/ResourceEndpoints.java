package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.CheckOutputPermissionsRequest;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Create, list, get and delete of the reusable resources, and the permission check of outputs. */
final class ResourceEndpoints {
    private final Resources resources;
    private final RequestJudge judge;
    private final MediaStore store;
    private final Set<String> closed;

    /** @param closed the beginnings of the paths that no output may write to */
    ResourceEndpoints(Resources resources, RequestJudge judge, MediaStore store, Set<String> closed) {
        this.closed = closed;
        this.resources = resources;
        this.judge = judge;
        this.store = store;
    }

    void register(Router router) {
        for (ResourceKind kind : ResourceKind.values()) {
            router.add("POST", kind.path(), request -> create(kind, request));
            router.add("GET", kind.path(), request -> {
                request.onlyQuery("offset", "limit", "name", "includeTotalCount");
                return list(request, resources.all(resource -> resource.kind() == kind));
            });
            String item = kind.path() + "/{id}";
            router.add(
                    "GET",
                    item,
                    request -> Reply.ok(resources
                            .inPath(request.id("id"), kind::equals, kind.type())
                            .json()));
            router.add("GET", item + "/customData", request -> customData(kind, request));
            router.add("DELETE", item, request -> delete(kind, request));
        }
        for (String family : ResourceKind.FAMILIES) {
            router.add("GET", "/encoding/" + family, request -> {
                request.onlyQuery("offset", "limit", "name", "type", "sort", "includeTotalCount");
                String type = request.query().get("type");
                return list(
                        request,
                        resources.all(resource -> resource.kind().family().equals(family)
                                && (type == null || resource.kind().type().equals(type))));
            });
            router.add("GET", "/encoding/" + family + "/{id}/type", request -> {
                Resources.Resource resource =
                        resources.inPath(request.id("id"), kind -> kind.family().equals(family), family);
                return Reply.ok(RequestJudge.JSON
                        .createObjectNode()
                        .put("type", resource.kind().type()));
            });
        }
        router.add("GET", "/notifications", request -> Reply.page(request, List.of()));
        router.add("POST", "/encoding/outputs/{id}/check-permissions", this::checkPermissions);
    }

    private Reply create(ResourceKind kind, Request request) {
        RequestJudge.Judged<?> judged = judge.object(request.body(), kind.model(), kind.required());
        if (judged.model() instanceof H264VideoConfiguration video) {
            checkVideo(video);
        }
        Resources.Resource resource = resources.add(kind, judged);
        if (resource.json().path("externalIdMode").asText().equals("GLOBAL")) {
            resource.json().put("externalId", Encoder.EXTERNAL_ID);
        }
        return Reply.created(resource.json());
    }

    /** The page calls the profile required, the official examples leave it out beside a preset, and the bitrate for per-title. */
    private static void checkVideo(H264VideoConfiguration video) {
        if (video.getProfile() == null && video.getPresetConfiguration() == null) {
            throw Refusal.field(Refusal.REQUIRED_FIELD, "profile", "must not be null without a presetConfiguration");
        }
        if (video.getBitrate() != null && video.getCrf() != null) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "bitrate", "only one of bitrate and crf may be set");
        }
        if (video.getBitrate() != null && video.getBitrate() <= 0) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "bitrate", "must be greater than 0");
        }
    }

    private static Reply list(Request request, List<Resources.Resource> found) {
        String name = request.query().get("name");
        return Reply.page(
                request,
                found.stream()
                        .map(Resources.Resource::json)
                        .filter(json ->
                                name == null || name.equals(json.path("name").asText()))
                        .toList());
    }

    private Reply customData(ResourceKind kind, Request request) {
        Resources.Resource resource = resources.inPath(request.id("id"), kind::equals, kind.type());
        ObjectNode result = RequestJudge.JSON.createObjectNode();
        result.set("customData", resource.customData());
        return Reply.ok(result.put("createdAt", Times.text(resource.createdAt())));
    }

    private Reply delete(ResourceKind kind, Request request) {
        Resources.Resource resource = resources.inPath(request.id("id"), kind::equals, kind.type());
        resources.remove(resource.id());
        return Reply.ok(RequestJudge.JSON.createObjectNode().put("id", resource.id()));
    }

    private Reply checkPermissions(Request request) {
        Resources.Resource output =
                resources.inPath(request.id("id"), kind -> kind.family().equals("outputs"), "output");
        String path = judge.optionalObject(request.body(), CheckOutputPermissionsRequest.class)
                .json()
                .path("path")
                .asText("");
        ObjectNode result = RequestJudge.JSON
                .createObjectNode()
                .put("outputId", output.id())
                .put("outputType", output.kind().type())
                .put("path", path);
        String problem =
                closed.stream().anyMatch(path::startsWith) ? "Access Denied" : problemWriting(Resources.bucket(output));
        result.put("passed", problem == null);
        if (problem != null) {
            result.put("failureReason", problem);
        }
        return Reply.ok(result);
    }

    private String problemWriting(String bucket) {
        try {
            return store.bucketExists(bucket) ? null : "bucket '" + bucket + "' does not exist";
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
