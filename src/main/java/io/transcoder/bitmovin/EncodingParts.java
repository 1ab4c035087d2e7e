package io.transcoder.bitmovin;

import io.transcoder.job.Decision;
import io.transcoder.job.Encoding;
import io.transcoder.ledger.OutputName;
import io.transcoder.ledger.records.Asked;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.Output;
import io.transcoder.upload.Upload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Variable;

/** Adds what the replies to a profile's calls say to its {@link Encoding}, and gives the calls what they need of it. */
public final class EncodingParts {
    private static final String ALL = "ALL";
    private static final String LAST = "LAST";
    private static final String SAME = "SAME";

    private final Supplier<String> output;

    /** @param output the id of the output whose bucket the outputs are looked for in */
    public EncodingParts(Supplier<String> output) {
        this.output = output;
    }

    public Encoding created(@Body Map<String, Object> encoding) {
        return Encoding.created(idOf(encoding));
    }

    /** @param calls by which the encoding was built so far */
    public Encoding addStream(
            @Body Map<String, Object> stream,
            @Variable("encoding") Encoding encoding,
            @Variable("streamName") String name,
            @Variable("request") Map<String, Object> request,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        String id = idOf(stream);
        List<Map<?, ?>> inputs = maps(request, "inputStreams").toList();
        Map<?, ?> input = inputs.size() == 1 ? inputs.get(0) : Map.of();
        Asked trimmed = encoding.asked().get(String.valueOf(input.get("inputStreamId")));
        boolean whole = input.containsKey("inputPath") || !input.isEmpty() && !isRearranged(calls);
        Asked.Cut cut = trimmed != null ? trimmed.cut() : whole ? null : Asked.Cut.UNKNOWN;
        boolean isCounted = !"SUBTITLE_RELATIVE".equals(input.get("selectionMode"))
                && (request == null || !String.valueOf(request.get("mode")).startsWith("PER_TITLE"));
        List<String> media = isCounted ? List.of(id) : List.of();
        boolean optional = request != null && request.get("conditions") != null;
        return encoding.withStream(id, name).asking(id, new Asked(media, optional ? media : List.of(), cut));
    }

    /** Whether an input stream of the encoding may last longer or shorter than the source. */
    private static boolean isRearranged(List<EncoderCall> calls) {
        return calls != null
                && calls.stream()
                        .map(EncoderCall::call)
                        .anyMatch(call -> call.matches(".*/input-streams/(?!ingest$|audio-mix$).*"));
    }

    public Encoding addTrimmed(
            @Body Map<String, Object> inputStream,
            @Variable("encoding") Encoding encoding,
            @Variable("request") Map<String, Object> request) {
        String id = idOf(inputStream);
        return encoding.asking(id, new Asked(List.of(), List.of(), Asked.Cut.of(request)));
    }

    /** @param request what the stream that was added last is filtered by, and where among its filters */
    public Encoding addFilter(
            @Variable("encoding") Encoding encoding, @Variable("request") List<Map<String, Object>> request) {
        return request.get(0).get("position") instanceof Number position
                ? encoding.withFilter(position.intValue())
                : encoding;
    }

    /** As {@link #addFilter}, and the stream is played at another speed. */
    public Encoding retimed(
            @Variable("encoding") Encoding encoding, @Variable("request") List<Map<String, Object>> request) {
        String last = encoding.lastStream();
        return addFilter(encoding, request)
                .asking(last, encoding.asked().get(last).with(Asked.Cut.UNKNOWN));
    }

    /**
     * @param call the one that added the muxing, whose path ends in the kind of muxing
     * @throws IllegalArgumentException where the muxing would write its file elsewhere than the claim will say
     */
    public Encoding addOutput(
            @Body Map<String, Object> muxing,
            @Variable("encoding") Encoding encoding,
            @Variable("outputName") OutputName name,
            @Variable("call") String call,
            @Variable("request") Map<String, Object> request) {
        String kind = call.substring(call.lastIndexOf('/') + 1);
        requireFile(name, kind + " muxing", request);
        Asked asked = maps(request, "streams")
                .map(stream -> encoding.asked().get(String.valueOf(stream.get("streamId"))))
                .filter(Objects::nonNull)
                .reduce(Asked::plus)
                .orElse(null);
        return encoding.withOutput(new Output(name.key(), kind + "/" + idOf(muxing), asked));
    }

    /**
     * The encoder's word counts for a file that the MAM has taken by the first look, so one that is written elsewhere would pass for
     * such a file, and cost its source. What the request does not name, as of segments or of DRM, is not judged.
     */
    private void requireFile(OutputName name, String what, Map<String, Object> request) {
        for (String field : List.of("filename", "initSegmentName", "manifestName")) {
            Object file = request.get(field);
            if (file != null && !file.equals(name.filename())) {
                throw elsewhere(what, name, field + " " + file, "take " + field + " out of 'fields'");
            }
        }
        String id = output.get();
        if (request.containsKey("outputs")
                && maps(request, "outputs")
                        .noneMatch(to ->
                                id.equals(to.get("outputId")) && name.path().equals(to.get("outputPath")))) {
            throw elsewhere(
                    what,
                    name,
                    "outputs without bitmovin.output and the path " + name.path(),
                    "take outputs out of 'fields', or begin them with {outputId: '${output:bitmovin.output}', outputPath:"
                            + " '${variable.outputName.path}', acl: [{permission: PRIVATE} ]}");
        }
    }

    private static IllegalArgumentException elsewhere(String what, OutputName name, String wrong, String cure) {
        return new IllegalArgumentException("The " + what + " has " + wrong
                + ", so that nobody would find its file under the name " + name.key() + ": " + cure
                + " of its Kamelet, and name the file by the other parameters");
    }

    /**
     * A manifest to be written at the end of the encoding.
     *
     * @param kind {@code Hls} or {@code Dash}
     */
    public Encoding addManifest(
            Map<String, Object> manifest,
            Encoding encoding,
            OutputName name,
            String kind,
            Map<String, Object> request) {
        String what = kind.toLowerCase(Locale.ROOT) + "-manifest";
        requireFile(name, what, request);
        String list = "vod" + kind + "Manifests";
        var listed =
                new ArrayList<Object>(encoding.startRequest().get(list) instanceof List<?> some ? some : List.of());
        listed.add(Map.of("manifestId", idOf(manifest)));
        return encoding.withStartOptions(Map.of(list, listed))
                .withStartOptions(Map.of("manifestGenerator", "V2"))
                .withOutput(new Output(name.key(), what + "/" + idOf(manifest)));
    }

    /** Of sprites only the file that says where each picture is: how Bitmovin names the others is not known for sure. */
    public Encoding addSprite(
            @Body Map<String, Object> sprite,
            @Variable("encoding") Encoding encoding,
            @Variable("outputName") OutputName name,
            @Variable("request") Map<String, Object> request) {
        Asked stream = encoding.asked().get(encoding.lastStream());
        return stream.optional().isEmpty() && request.get("vttName") instanceof String file
                ? encoding.withOutput(new Output(name.path() + file, "sprite/" + idOf(sprite)))
                : encoding;
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

    private static Stream<Map<?, ?>> maps(Map<String, Object> request, String list) {
        return request == null ? Stream.empty() : EncodingStatus.maps(request.get(list));
    }

    private static String idOf(Map<String, Object> made) {
        if (made.get("id") instanceof String id) {
            return id;
        }
        throw new IllegalArgumentException("Bitmovin's answer has no id of what was made, but " + made.keySet());
    }

    private static String text(Map<String, Object> texts, String key) {
        return String.valueOf(texts.get(key));
    }
}
