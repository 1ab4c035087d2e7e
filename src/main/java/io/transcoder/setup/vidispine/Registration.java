package io.transcoder.setup.vidispine;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.config.Setting;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Trouble;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.StringHelper;

/**
 * The registration of an external transcoder at the MAM.
 *
 * @param elements of the resource, in the order of VidiCore's schema
 * @param keys that go before the bucket in the two URIs, asked for when they are written
 */
public record Registration(
        String shapeTag,
        String sourcePrefix,
        String destinationPrefix,
        Map<String, String> elements,
        Supplier<String> keys) {
    private static final String SCHEME = "s3://";

    static final String NAMESPACE = "http://xml.vidispine.com/schema/vidispine";
    static final String SOURCE = "source";
    static final String DESTINATION = "destination";
    static final String REGEX = "regex";
    static final String TIMEOUT = "timeout";

    /** One for each profile that has a shape tag. */
    public static List<Registration> of(Installation installation) {
        return Stream.of(
                        of(installation, Setting.VIDISPINE_SHAPE_TAG, Setting.PROFILE_SOURCE_PREFIX),
                        of(installation, Setting.VIDISPINE_XDCAM_SHAPE_TAG, Setting.PROFILE_XDCAM_SOURCE_PREFIX))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Registration> of(Installation installation, Setting tag, Setting sourcePrefix) {
        return installation.settings().find(tag).map(name -> of(installation, name, installation.text(sourcePrefix)));
    }

    /** The pattern that tells a name from one that is longer by digits, whatever the MAM puts before it. */
    static String regex(String suffix) {
        return "(?:\\D.*)?" + suffix.replaceAll("([^A-Za-z0-9_-])", "\\\\$1");
    }

    private static Registration of(Installation installation, String tag, String sourcePrefix) {
        String base = installation.sourcePrefix();
        String below = sourcePrefix.startsWith(base) ? sourcePrefix.substring(base.length()) : sourcePrefix;
        String destinationPrefix = installation.outputPrefix() + below;
        Map<String, String> elements = new LinkedHashMap<>();
        elements.put(SOURCE, uri(installation, installation.sourceBucket(), sourcePrefix));
        elements.put(DESTINATION, uri(installation, installation.outputBucket(), destinationPrefix));
        elements.put("shapeTag", tag);
        put(elements, TIMEOUT, installation, Setting.VIDISPINE_TIMEOUT);
        put(elements, "interval", installation, Setting.VIDISPINE_INTERVAL);
        put(elements, "checks", installation, Setting.VIDISPINE_CHECKS);
        elements.put(REGEX, regex(installation.outputSuffix()));
        return new Registration(tag, sourcePrefix, destinationPrefix, elements, () -> keys(installation));
    }

    private static void put(Map<String, String> elements, String name, Installation installation, Setting setting) {
        installation.settings().find(setting).ifPresent(value -> elements.put(name, value));
    }

    private static String uri(Installation installation, String bucket, String prefix) {
        StringBuilder uri = new StringBuilder(SCHEME).append(bucket).append('/');
        for (String segment : prefix.split("/")) {
            uri.append(segment.isEmpty() ? "" : VidiCore.encoded(segment) + "/");
        }
        uri.append("?region=").append(VidiCore.encoded(installation.region()));
        installation.s3Endpoint().ifPresent(endpoint -> uri.append("&endpoint=")
                .append(VidiCore.encoded(endpoint.toString())));
        return uri.toString();
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

    private static boolean isUri(String element) {
        return element.equals(SOURCE) || element.equals(DESTINATION);
    }

    /** The bucket and folder of a URI, without keys and query. */
    static String place(String uri) {
        String place = uri.replaceAll("\\?.*$", "").replaceAll("^(\\w[\\w+]*://)[^/]*@", "$1");
        return place.endsWith("/") ? place : place + "/";
    }

    /** What the MAM is told, without the keys. */
    String summary() {
        return place(elements.get(SOURCE)) + " to " + place(elements.get(DESTINATION));
    }

    /** @throws Trouble where the keys are in a vault that does not give them */
    String xml() {
        String withKeys = SCHEME + keys.get();
        return document(
                "ResourceDocument",
                "<externalTranscoder>"
                        + elements.entrySet().stream()
                                .map(element -> element(
                                        element.getKey(),
                                        isUri(element.getKey())
                                                ? withKeys + element.getValue().substring(SCHEME.length())
                                                : element.getValue()))
                                .collect(Collectors.joining())
                        + "</externalTranscoder>");
    }

    /** What the codecs are is said at Bitmovin; of this the MAM uses the container alone. */
    static String shapeTagXml() {
        return document("TranscodePresetDocument", element("format", "mp4"));
    }

    private static String element(String name, String text) {
        return "<" + name + ">" + StringHelper.xmlEncode(text) + "</" + name + ">";
    }

    private static String document(String root, String content) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><" + root + " xmlns=\"" + NAMESPACE + "\">" + content + "</"
                + root + ">";
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "Registration[" + shapeTag + ", " + sourcePrefix + ", " + destinationPrefix + "]";
    }
}
