package io.transcoder.lab.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The resources that the shipped profiles name: an application does not start where Bitmovin has none of a name. */
final class StubResources {
    private static final Map<String, List<String>> NAMES = Map.of(
            "/v1/encoding/encodings", List.of(),
            "/v1/encoding/inputs", List.of("source-bucket"),
            "/v1/encoding/outputs", List.of("output-bucket"),
            "/v1/encoding/filters", List.of("deinterlace"),
            "/v1/encoding/configurations", List.of("h264-1080p", "aac-128k"));

    private StubResources() {}

    /** @return the fields of a page's result; a page without items for any other path */
    static String page(String path) {
        return NAMES.getOrDefault(path, List.of()).stream()
                .map(StubResources::resource)
                .collect(Collectors.joining(",", "\"offset\":0,\"limit\":100,\"items\":[", "]"));
    }

    static boolean isPage(String path) {
        return NAMES.containsKey(path);
    }

    private static String resource(String name) {
        return "{\"id\":\"" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)) + "\",\"name\":\"" + name
                + "\"}";
    }
}
