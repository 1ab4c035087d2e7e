package io.transcoder.bitmovin;

import io.transcoder.job.Decision;
import io.transcoder.ledger.Output;
import io.transcoder.ledger.OutputName;
import io.transcoder.upload.Upload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/**
 * What the calls of a profile have added to an encoding so far, kept in the variables {@code streams}, {@code streamNames},
 * {@code outputs} and {@code startRequest}.
 */
public final class EncodingParts {
    private static final String ALL = "ALL";
    private static final String LAST = "LAST";
    private static final String SAME = "SAME";

    /** What a new encoding has. */
    public List<Object> none() {
        return List.of();
    }

    /** In the form in which a muxing wants its streams. */
    public List<Map<String, Object>> addStream(
            @Body Map<String, Object> stream, @Variable("streams") List<Map<String, Object>> streams) {
        return added(streams, Map.of("streamId", stream.get("id")));
    }

    /** What a new encoding has of names, and of options for its start. */
    public Map<String, Object> nothing() {
        return Map.of();
    }

    /** A name that is given twice is that of the later stream. */
    public Map<String, Object> nameStream(
            @Body Map<String, Object> stream,
            @Variable("streamNames") Map<String, Object> names,
            @Variable("streamName") String name) {
        return with(names, name, stream.get("id"));
    }

    /**
     * The streams of a muxing.
     *
     * @param streams all so far
     * @param selection {@code ALL}, {@code LAST}, or names with commas between them
     * @throws IllegalArgumentException where there is no such stream; says which there are
     */
    public List<Map<String, Object>> select(
            @Variable("streams") List<Map<String, Object>> streams,
            @Variable("streamNames") Map<String, Object> names,
            @Variable("selection") String selection) {
        if (streams.isEmpty()) {
            throw new IllegalArgumentException("A muxing stands before the first stream: add the streams before it");
        }
        if (selection.equals(ALL)) {
            return streams;
        }
        if (selection.equals(LAST)) {
            return List.of(streams.get(streams.size() - 1));
        }
        return Stream.of(selection.split(","))
                .map(String::strip)
                .map(name -> {
                    if (!names.containsKey(name)) {
                        throw new IllegalArgumentException("A muxing takes the stream '" + name
                                + "', and no step before it adds one of that name: there are " + names.keySet());
                    }
                    return Map.of("streamId", names.get(name));
                })
                .toList();
    }

    /** Where to encode: elsewhere from the second attempt on, where the profile names another region. */
    public String region(@Variable("decision") Decision decision, @Variable("regions") Map<String, Object> regions) {
        boolean isRetry = decision != null && decision.attempt() >= 2;
        String retry = text(regions, "retry");
        return isRetry && !retry.equals(SAME) ? retry : text(regions, "first");
    }

    /**
     * A manifest to be written at the end of the encoding.
     *
     * @param kind the start request's list, such as {@code vodHlsManifests}
     */
    public Map<String, Object> addManifest(Map<String, Object> manifest, Map<String, Object> start, String kind) {
        var listed = new ArrayList<Object>(start.get(kind) instanceof List<?> list ? list : List.of());
        listed.add(Map.of("manifestId", manifest.get("id")));
        return with(with(start, kind, listed), "manifestGenerator", "V2");
    }

    /** Options of a later step replace those of the same name. */
    public Map<String, Object> addStartOptions(Map<String, Object> options, Map<String, Object> start) {
        var all = new LinkedHashMap<>(start);
        all.putAll(options);
        return all;
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

    public List<Output> addOutput(
            @Body Map<String, Object> muxing,
            @Variable("outputs") List<Output> outputs,
            @Variable("outputName") OutputName name,
            @Variable("muxingKind") String kind) {
        return added(outputs, new Output(name.key(), kind + "/" + muxing.get("id")));
    }

    private static String text(Map<String, Object> texts, String key) {
        return String.valueOf(texts.get(key));
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        var all = new LinkedHashMap<>(map);
        all.put(key, value);
        return all;
    }

    private static <T> List<T> added(List<T> list, T item) {
        var all = new ArrayList<T>(list == null ? List.of() : list);
        all.add(item);
        return all;
    }
}
