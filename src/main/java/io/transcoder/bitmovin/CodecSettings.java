package io.transcoder.bitmovin;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A codec and its settings, as a profile writes them where the name of a codec configuration could be: <code>{codec: h264, height: 720,
 * bitrate: 2400000}</code>.
 *
 * @param kind as in Bitmovin's path, such as {@code video/h264}
 * @param fields of the request that makes the configuration
 */
public record CodecSettings(String kind, Map<String, Object> fields) {
    private static final Map<String, Codec> CODECS = read();

    private record Codec(String kind, List<String> fields) {}

    /** Whether a text has the form of settings, and not of a name or id. */
    public static boolean isForm(String text) {
        return text.startsWith("{");
    }

    /**
     * Bitmovin may leave out in silence what it does not know, and encode in another size than was meant.
     *
     * @throws IllegalArgumentException where there is no such codec, or it has no such field; says which there are
     */
    public static CodecSettings of(Map<?, ?> written) {
        var fields = new TreeMap<String, Object>();
        written.forEach((name, value) -> fields.put(name.toString(), value));
        String name = String.valueOf(fields.remove("codec"));
        Codec codec = CODECS.get(name);
        if (codec == null) {
            throw new IllegalArgumentException("there is no codec '" + name + "'; there are " + CODECS.keySet());
        }
        var unknown = new TreeSet<>(fields.keySet());
        unknown.removeAll(codec.fields());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "the codec '" + name + "' has no " + String.join(", ", unknown) + "; it has " + codec.fields());
        }
        return new CodecSettings(codec.kind(), fields);
    }

    /** The name of the configuration. */
    public String name() {
        return DescribedResources.name(kind, fields);
    }

    private static Map<String, Codec> read() {
        try (InputStream codecs = CodecSettings.class.getResourceAsStream("/codecs.json")) {
            return new TreeMap<>(
                    JsonMapper.builder().build().readValue(codecs, new TypeReference<Map<String, Codec>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
