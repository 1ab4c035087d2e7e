package io.transcoder.bitmovin;

import io.transcoder.job.Decision;
import io.transcoder.job.Encoding;
import io.transcoder.ledger.Output;
import io.transcoder.ledger.OutputName;
import io.transcoder.upload.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Adds what the replies to a profile's calls say to its {@link Encoding}, and gives the calls what they need of it. */
public final class EncodingParts {
    private static final String ALL = "ALL";
    private static final String LAST = "LAST";
    private static final String SAME = "SAME";

    public Encoding created(@Body Map<String, Object> encoding) {
        return Encoding.created(idOf(encoding));
    }

    public Encoding addStream(
            @Body Map<String, Object> stream,
            @Variable("encoding") Encoding encoding,
            @Variable("streamName") String name) {
        return encoding.withStream(idOf(stream), name);
    }

    /** @param call the one that added the muxing, whose path ends in the kind of muxing */
    public Encoding addOutput(
            @Body Map<String, Object> muxing,
            @Variable("encoding") Encoding encoding,
            @Variable("outputName") OutputName name,
            @Variable("call") String call) {
        String kind = call.substring(call.lastIndexOf('/') + 1);
        return encoding.withOutput(new Output(name.key(), kind + "/" + idOf(muxing)));
    }

    /**
     * A manifest to be written at the end of the encoding.
     *
     * @param kind the start request's list, such as {@code vodHlsManifests}
     */
    public Encoding addManifest(Map<String, Object> manifest, Encoding encoding, String kind) {
        var listed =
                new ArrayList<Object>(encoding.startRequest().get(kind) instanceof List<?> list ? list : List.of());
        listed.add(Map.of("manifestId", idOf(manifest)));
        return encoding.withStartOptions(Map.of(kind, listed)).withStartOptions(Map.of("manifestGenerator", "V2"));
    }

    public Encoding addStartOptions(Map<String, Object> options, Encoding encoding) {
        return encoding.withStartOptions(options);
    }

    /**
     * The streams of a muxing, in the form in which it wants them.
     *
     * @param naming its text {@code streams} is {@code ALL}, {@code LAST}, or names with commas between them
     * @throws IllegalArgumentException where there is no such stream; says which there are
     */
    public List<Map<String, Object>> select(
            @Variable("encoding") Encoding encoding, @Variable("naming") Map<String, Object> naming) {
        if (encoding.streams().isEmpty()) {
            throw new IllegalArgumentException("A muxing stands before the first stream: add the streams before it");
        }
        return selected(encoding, text(naming, "streams"))
                .map(id -> Map.<String, Object>of("streamId", id))
                .toList();
    }

    private static Stream<String> selected(Encoding encoding, String selection) {
        return switch (selection) {
            case ALL -> encoding.streams().stream();
            case LAST -> Stream.of(encoding.lastStream());
            default ->
                Stream.of(selection.split(",")).map(String::strip).map(name -> {
                    if (!encoding.streamNames().containsKey(name)) {
                        throw new IllegalArgumentException("A muxing takes the stream '" + name
                                + "', and no step before it adds one of that name: there are "
                                + new TreeSet<>(encoding.streamNames().keySet()));
                    }
                    return encoding.streamNames().get(name);
                });
        };
    }

    /** Where to encode: elsewhere from the second attempt on, where the profile names another region. */
    public String region(@Variable("decision") Decision decision, @Variable("regions") Map<String, Object> regions) {
        boolean isRetry = decision != null && decision.attempt() >= 2;
        String retry = text(regions, "retry");
        return isRetry && !retry.equals(SAME) ? retry : text(regions, "first");
    }

    /**
     * Where the output goes.
     *
     * @param naming the texts {@code sourcePrefix}, {@code outputPrefix} and {@code suffix}
     * @see OutputName#of
     */
    public OutputName outputName(@Variable("upload") Upload upload, @Variable("naming") Map<String, Object> naming) {
        return OutputName.of(
                upload, text(naming, "sourcePrefix"), text(naming, "outputPrefix"), text(naming, "suffix"));
    }

    private static String idOf(Map<String, Object> made) {
        if (made.get("id") instanceof String id) {
            return id;
        }
        throw new IllegalArgumentException("Bitmovin's answer says no id of what was made");
    }

    private static String text(Map<String, Object> texts, String key) {
        return String.valueOf(texts.get(key));
    }
}
