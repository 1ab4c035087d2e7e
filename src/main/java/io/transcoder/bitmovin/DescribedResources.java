package io.transcoder.bitmovin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.failure.BitmovinException;
import io.transcoder.upload.Upload;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes the filters or codec configurations that a profile describes, or finds them. Bitmovin keeps one for ever and never changes it, so
 * one with the same settings is made once, under a name that its settings give, and serves all uploads. Where two instances make it at
 * the same moment there are two, and either will do.
 *
 * @param ids keeps what was found or made, and forgets what Bitmovin has no longer
 */
public record DescribedResources(Supplier<Bitmovin> bitmovin, ResourceIds ids, ResourceKind family) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /**
     * The id of a resource with these settings.
     *
     * @param kind as in Bitmovin's path, such as {@code watermark} or {@code video/h264}
     * @throws BitmovinException where Bitmovin refuses the settings
     */
    public String id(String kind, Map<String, Object> settings) {
        var name = new ResourceName(family, name(kind, settings));
        return ids.known(name).orElseGet(() -> findOrMake(name, kind, settings));
    }

    private synchronized String findOrMake(ResourceName name, String kind, Map<String, Object> settings) {
        return ids.known(name).orElseGet(() -> {
            String path = "/encoding/" + family.family() + "/" + kind;
            String id = find(path, name.name()).orElseGet(() -> make(path, name.name(), settings));
            ids.know(Map.of(name, id));
            return id;
        });
    }

    /** The name of what has these settings. */
    public static String name(String kind, Map<String, ?> settings) {
        try {
            return "transcoder-" + kind.substring(kind.lastIndexOf('/') + 1) + "-"
                    + Upload.nameHash(JSON.writeValueAsString(settings));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a name is one that {@link #name} gives, and so none that anybody would write. */
    static boolean isName(String name) {
        return name.matches("transcoder-[a-z0-9]+-[0-9a-f]{16}");
    }

    private Optional<String> find(String path, String name) {
        return bitmovin.get().page(path + "?name=" + name).stream()
                .filter(item -> name.equals(item.get("name")))
                .map(item -> String.valueOf(item.get("id")))
                .min(Comparator.naturalOrder());
    }

    private String make(String path, String name, Map<String, Object> settings) {
        var body = new LinkedHashMap<>(settings);
        body.put("name", name);
        return String.valueOf(bitmovin.get().call("POST " + path, body).get("id"));
    }
}
