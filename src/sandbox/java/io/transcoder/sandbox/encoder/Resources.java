package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** Inputs, outputs, codec configurations and filters. Immutable once made, as in the real API; names need not be unique. */
final class Resources {
    /** Accepted, never returned. */
    static final Set<String> WRITE_ONLY = Set.of("accessKey", "secretKey", "roleArn", "customData");

    /**
     * @param json what the API returns, without the write-only fields
     * @param model the SDK's model as it was sent, with them
     */
    record Resource(
            String id, ResourceKind kind, Object model, ObjectNode json, JsonNode customData, Instant createdAt) {}

    private final Map<String, Resource> byId = Collections.synchronizedMap(new LinkedHashMap<>());

    Resource add(ResourceKind kind, RequestJudge.Judged<?> judged) {
        Instant now = Instant.now();
        String id = UUID.randomUUID().toString();
        ObjectNode json = returned(judged.json(), id, now);
        json.put("type", kind.type());
        Resource resource =
                new Resource(id, kind, judged.model(), json, judged.json().get("customData"), now);
        byId.put(id, resource);
        return resource;
    }

    /** What is returned of a request: everything but the write-only fields, plus id and dates. */
    static ObjectNode returned(ObjectNode sent, String id, Instant now) {
        ObjectNode json = RequestJudge.JSON.createObjectNode().put("id", id);
        json.setAll(sent.deepCopy().remove(WRITE_ONLY));
        return json.put("createdAt", Times.text(now)).put("modifiedAt", Times.text(now));
    }

    List<Resource> all(Predicate<Resource> wanted) {
        synchronized (byId) {
            return byId.values().stream().filter(wanted).toList();
        }
    }

    Optional<Resource> find(String id, String family) {
        return Optional.ofNullable(id)
                .map(byId::get)
                .filter(resource -> resource.kind().family().equals(family));
    }

    Resource inPath(String id, Predicate<ResourceKind> wanted, String what) {
        return Optional.ofNullable(byId.get(id))
                .filter(resource -> wanted.test(resource.kind()))
                .orElseThrow(() -> Refusal.notFound(what, id));
    }

    Resource inBody(String id, String family, String field) {
        return find(id, family)
                .orElseThrow(() -> Refusal.field(
                        Refusal.INVALID_PARAMETER, field, "no resource with id '" + id + "' in " + family));
    }

    void remove(String id) {
        byId.remove(id);
    }

    /** The bucket of an S3 input or output of any kind. */
    static String bucket(Resource resource) {
        return resource.json().path("bucketName").asText();
    }
}
