package io.transcoder.setup.vidispine;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.config.Setting;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Trouble;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.StringHelper;

/**
 * The registration of an external transcoder at the MAM.
 *
 * @param elements of the resource; the URIs are without keys
 * @param keys that go before the bucket in the two URIs, asked for when they are written
 */
public record Registration(String shapeTag, Map<String, String> elements, Supplier<String> keys) {
    private static final String SCHEME = "s3://";
    /** A secret may hold a slash, so what is before the last @ is the login; what has a colon is no bucket, but half a login. */
    private static final Pattern PLACE =
            Pattern.compile("(\\w[\\w+]*://)(?:.*@)?+([\\w.-]*(?:/[^?]*)?)(?:\\?(.*))?", Pattern.DOTALL);

    static final String SOURCE = "source";
    static final String DESTINATION = "destination";
    static final String REGEX = "regex";
    static final String TIMEOUT = "timeout";
    /** The options in the two URIs that set-up writes. */
    private static final Set<String> OPTIONS = Set.of("region", "endpoint");
    /** In the order of VidiCore's schema. */
    private static final List<String> ELEMENTS =
            List.of(SOURCE, DESTINATION, "shapeTag", TIMEOUT, "interval", "checks", REGEX);

    /** One for each profile that has a shape tag. */
    public static List<Registration> of(Installation installation) {
        return Stream.of(
                        of(installation, Setting.VIDISPINE_SHAPE_TAG, Setting.PROFILE_SOURCE_PREFIX),
                        of(installation, Setting.VIDISPINE_XDCAM_SHAPE_TAG, Setting.PROFILE_XDCAM_SOURCE_PREFIX))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Registration> of(Installation installation, Setting tag, Setting sourcePrefix) {
        return installation
                .settings()
                .find(tag)
                .map(name -> new Registration(
                        name, elements(installation, name, installation.text(sourcePrefix)), () -> keys(installation)));
    }

    private static Map<String, String> elements(Installation installation, String tag, String sourcePrefix) {
        String base = installation.sourcePrefix();
        String below = sourcePrefix.startsWith(base) ? sourcePrefix.substring(base.length()) : sourcePrefix;
        Map<String, String> elements = new LinkedHashMap<>();
        elements.put(SOURCE, uri(installation, installation.sourceBucket(), sourcePrefix));
        elements.put(DESTINATION, uri(installation, installation.outputBucket(), installation.outputPrefix() + below));
        elements.put("shapeTag", tag);
        put(elements, TIMEOUT, installation, Setting.VIDISPINE_TIMEOUT);
        put(elements, "interval", installation, Setting.VIDISPINE_INTERVAL);
        put(elements, "checks", installation, Setting.VIDISPINE_CHECKS);
        elements.put(REGEX, installation.resultPattern());
        return elements;
    }

    private static void put(Map<String, String> elements, String name, Installation installation, Setting setting) {
        installation.settings().find(setting).ifPresent(value -> elements.put(name, value));
    }

    private static String uri(Installation installation, String bucket, String prefix) {
        String folder = Arrays.stream(prefix.split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> VidiCore.encoded(segment) + "/")
                .collect(Collectors.joining());
        String endpoint = installation
                .s3Endpoint()
                .map(url -> "&endpoint=" + VidiCore.encoded(url.toString()))
                .orElse("");
        return SCHEME + bucket + "/" + folder + "?region=" + VidiCore.encoded(installation.region()) + endpoint;
    }

    private static String keys(Installation installation) {
        return installation
                .secret(Setting.VIDISPINE_BUCKET_ACCESS_KEY)
                .map(key -> VidiCore.encoded(key)
                        + ':'
                        + VidiCore.encoded(installation
                                .secret(Setting.VIDISPINE_BUCKET_SECRET_KEY)
                                .orElse(""))
                        + '@')
                .orElse("");
    }

    /** The names of the elements that a resource of the MAM has otherwise; keys and query are not compared, for they may be masked. */
    List<String> differences(JsonNode transcoder) {
        return elements.keySet().stream()
                .filter(name -> !isSame(name, transcoder.path(name).asText()))
                .toList();
    }

    private boolean isSame(String element, String actual) {
        String value = elements.get(element);
        return isUri(element) ? place(actual).equals(place(value)) : actual.equals(value);
    }

    /** The names of other options in the URIs of a resource of the MAM: to write the resource anew would take them out. */
    static Set<String> otherOptions(JsonNode transcoder) {
        return Stream.of(SOURCE, DESTINATION)
                .map(name -> PLACE.matcher(transcoder.path(name).asText()))
                .filter(uri -> uri.matches() && uri.group(3) != null)
                .flatMap(uri -> Stream.of(uri.group(3).split("&")))
                .map(option -> option.replaceFirst("(?s)=.*", ""))
                .filter(name -> !name.isEmpty() && !OPTIONS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isUri(String element) {
        return element.equals(SOURCE) || element.equals(DESTINATION);
    }

    /** The bucket and folder of a URI, without keys and query; of what may be keys alone nothing. */
    static String place(String uri) {
        Matcher place = PLACE.matcher(uri);
        return place.matches() ? (place.group(1) + place.group(2)).replaceFirst("/?$", "/") : "none that can be shown";
    }

    /** What the MAM is told, without the keys. */
    String summary() {
        return place(elements.get(SOURCE)) + " to " + place(elements.get(DESTINATION));
    }

    /**
     * @param there what the MAM has, and replaces: of what the configuration does not set, that is kept
     * @throws Trouble where the keys are in a vault that does not give them
     */
    String xml(JsonNode there) {
        String scheme = SCHEME + keys.get();
        String content = ELEMENTS.stream()
                .map(name -> {
                    String text = elements.getOrDefault(name, there.path(name).asText(""));
                    return element(name, isUri(name) ? text.replace(SCHEME, scheme) : text);
                })
                .collect(Collectors.joining("", "<externalTranscoder>", "</externalTranscoder>"));
        return document("ResourceDocument", content);
    }

    /** What the codecs are is said at Bitmovin; of this the MAM uses the container alone. */
    static String shapeTagXml() {
        return document("TranscodePresetDocument", element("format", "mp4"));
    }

    private static String element(String name, String text) {
        return text.isEmpty() ? "" : "<" + name + ">" + StringHelper.xmlEncode(text) + "</" + name + ">";
    }

    private static String document(String root, String content) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>\
                <%1$s xmlns="http://xml.vidispine.com/schema/vidispine">%2$s</%1$s>""".formatted(root, content);
    }
}
