package io.transcoder.bitmovin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.failure.BitmovinException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Makes the filters that a profile describes, or finds them. Bitmovin keeps a filter for ever and never changes it, so one with the
 * same settings is made once, under a name that its settings give, and serves all uploads. Where two instances make it at the same
 * moment there are two, and either will do.
 */
public final class Filters {
    private final JsonMapper json = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private final Supplier<Bitmovin> bitmovin;
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    public Filters(Supplier<Bitmovin> bitmovin) {
        this.bitmovin = bitmovin;
    }

    /**
     * The id of a filter with these settings.
     *
     * @param kind as in Bitmovin's path, such as {@code watermark}
     * @throws BitmovinException where Bitmovin refuses the settings
     */
    public String id(String kind, Map<String, Object> settings) {
        String name = "transcoder-" + kind + "-" + digest(settings);
        String known = ids.get(name);
        if (known != null) {
            return known;
        }
        String id = find(kind, name).orElseGet(() -> make(kind, name, settings));
        ids.put(name, id);
        return id;
    }

    private Optional<String> find(String kind, String name) {
        Object items = bitmovin.get()
                .call("GET /encoding/filters/" + kind + "?name=" + name, null)
                .get("items");
        return (items instanceof List<?> list ? list : List.of())
                .stream()
                        .map(item -> (Map<?, ?>) item)
                        .filter(item -> name.equals(item.get("name")))
                        .map(item -> String.valueOf(item.get("id")))
                        .sorted()
                        .findFirst();
    }

    private String make(String kind, String name, Map<String, Object> settings) {
        var body = new LinkedHashMap<>(settings);
        body.put("name", name);
        return String.valueOf(
                bitmovin.get().call("POST /encoding/filters/" + kind, body).get("id"));
    }

    private String digest(Map<String, Object> settings) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(json.writeValueAsString(settings).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
