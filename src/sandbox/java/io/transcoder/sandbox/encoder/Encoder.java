package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.sandbox.Ffmpeg;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Bitmovin-compatible encoder on loopback: the part of the v1 REST API that profiles, set-up and a watcher use, as
 * strict as the real one should be, with scripted faults and a history to hold promises against.
 */
public final class Encoder implements AutoCloseable {
    /** Of all of the account's role-based inputs and outputs of the mode GLOBAL. */
    public static final String EXTERNAL_ID = "sandbox-organisation-5d1f";

    /**
     * One HTTP call, in the order of arrival.
     *
     * @param template the endpoint, such as {@code /encoding/encodings/{encodingId}/start}; the path itself where none
     *     is known
     * @param query raw, without the question mark, empty if there is none
     * @param status as answered; 0 while unanswered, and for ever where the reply was lost or the call hangs
     * @param body as sent, the buckets' keys blanked
     * @param at when it arrived
     * @param answeredAt null while unanswered
     * @param madeId of what a POST has made; null where it has made nothing
     */
    public record Call(
            String method,
            String template,
            String path,
            String query,
            int status,
            String body,
            Instant at,
            Instant answeredAt,
            String madeId) {
        Call answered(int with, String made) {
            return new Call(method, template, path, query, with, body, at, Instant.now(), made);
        }
    }

    /**
     * A file that a muxing writes, or a manifest, or pictures.
     *
     * @param acl PUBLIC_READ or PRIVATE; PUBLIC_READ where the request named none, as in the real API
     * @param writtenAt null as long as it was not written
     */
    public record Output(String muxingId, String bucket, String key, String acl, Instant writtenAt, long bytes) {
        Output written(Instant at, long size) {
            return new Output(muxingId, bucket, key, acl, at, size);
        }

        public boolean isWritten() {
            return writtenAt != null;
        }
    }

    /**
     * An encoding as it was at the moment of asking, deleted ones too.
     *
     * @param progress in per cent
     * @param startedCount how often a start was accepted, whatever the caller got to hear
     * @param sourceBucket of the first input; null as long as there is none
     * @param sourceETag of the first source when it was read; null before
     * @param sourceReadAt when that was; null before
     * @param startedAt when the start was accepted; null before
     * @param finishedAt when a terminal status was reached; null before
     */
    public record Encoding(
            String id,
            String name,
            List<String> labels,
            String status,
            int progress,
            int startedCount,
            String sourceBucket,
            String sourceKey,
            String sourceETag,
            Instant sourceReadAt,
            List<Output> outputs,
            Instant createdAt,
            Instant startedAt,
            Instant finishedAt,
            boolean deleted) {}

    private final Resources resources = new Resources();
    private final Encodings encodings = new Encodings();
    private final RequestJudge judge = new RequestJudge();
    private final Script script = new Script();
    private final Lies lies = new Lies();
    private final Set<String> closed = ConcurrentHashMap.newKeySet();
    private final Map<String, Double> lengths = new ConcurrentHashMap<>();
    private final Faults faults = new Faults();
    private final History history = new History();
    private final EncodingRunner runner;
    private final HttpFront front;

    private Encoder(EncoderOptions options) {
        Transcoder transcoder = options.mode() == EncoderOptions.Mode.REAL
                ? new FfmpegTranscoder(options.store(), new MediaTool(new Ffmpeg()))
                : new FakeTranscoder(
                        options.store(),
                        key -> lengths.getOrDefault(
                                key, options.mediaTime().apply(key).toMillis() / 1000.0));
        runner = new EncodingRunner(options, options.store(), transcoder, script);
        Router router = new Router();
        new ResourceEndpoints(resources, judge, options.store(), closed).register(router);
        ManifestEndpoints manifests = new ManifestEndpoints(encodings, resources, judge);
        manifests.register(router);
        new EncodingEndpoints(encodings, judge, runner, manifests, lies, options.searchLag()).register(router);
        new PartEndpoints(encodings, resources, judge, lies).register(router);
        front = new HttpFront(
                router, options.apiKey(), new RateLimits(options.rateLimits(), System::nanoTime), faults, history);
    }

    public static Encoder start(EncoderOptions options) {
        return new Encoder(options);
    }

    /** {@code http://localhost:PORT/v1}, without a trailing slash. */
    public URI url() {
        return front.url();
    }

    public List<Call> calls() {
        return history.calls();
    }

    /** In the order of their creation. */
    public List<Encoding> encodings() {
        return encodings.everCreated().stream().map(EncodingState::snapshot).toList();
    }

    public void fault(Fault fault) {
        faults.add(fault);
    }

    public void clearFaults() {
        faults.clear();
    }

    /** Every encoding that matches at its start ends so. */
    public void script(Predicate<Encoding> which, Outcome outcome) {
        script(which, outcome, Integer.MAX_VALUE);
    }

    /** The first {@code times} encodings that match at their start end so. */
    public void script(Predicate<Encoding> which, Outcome outcome, int times) {
        script.add(which, outcome, times);
    }

    /** Says so of the media of every encoding that matches when it is asked. */
    public void lie(Predicate<Encoding> which, Lie lie) {
        lies.add(which, lie);
    }

    /** The check of permissions says that nothing can be written to paths that begin so, as a bucket's policy may have it. */
    public void mayNotWriteTo(String path) {
        closed.add(path);
    }

    /** How long a source lasts; of the others the options say it. */
    public void lasts(String sourceKey, double seconds) {
        lengths.put(sourceKey, seconds);
    }

    public String addS3Input(String name, String bucket) {
        return add(ResourceKind.S3_INPUT, bucket(name, bucket));
    }

    public String addS3Output(String name, String bucket) {
        return add(ResourceKind.S3_OUTPUT, bucket(name, bucket));
    }

    /** @param bitrate in bit/s */
    public String addH264(String name, int height, long bitrate) {
        return add(
                ResourceKind.H264,
                ofName(name)
                        .put("height", height)
                        .put("bitrate", bitrate)
                        .put("profile", "HIGH")
                        .put("pixelFormat", "YUV420P"));
    }

    /** @param kind as in the path, such as {@code video/h264} */
    public String addCodec(String kind, String name, Map<String, Object> settings) {
        ObjectNode body = RequestJudge.JSON.valueToTree(settings);
        return Stream.of(ResourceKind.values())
                .filter(known -> known.path().endsWith("/configurations/" + kind))
                .findFirst()
                .map(known -> add(known, body.put("name", name)))
                .orElseThrow(() -> new IllegalArgumentException("no codec configurations of the kind " + kind));
    }

    /** @param bitrate in bit/s */
    public String addAac(String name, long bitrate) {
        return add(ResourceKind.AAC, ofName(name).put("bitrate", bitrate));
    }

    /** @param bitrate in bit/s */
    public String addVp9(String name, int height, long bitrate) {
        return add(ResourceKind.VP9, ofName(name).put("height", height).put("bitrate", bitrate));
    }

    /** @param bitrate in bit/s */
    public String addOpus(String name, long bitrate) {
        return add(ResourceKind.OPUS, ofName(name).put("bitrate", bitrate));
    }

    /** @param bitrate in bit/s */
    public String addH265(String name, int height, long bitrate) {
        return add(
                ResourceKind.H265,
                ofName(name).put("height", height).put("bitrate", bitrate).put("profile", "main"));
    }

    public String addDeinterlace(String name) {
        return add(ResourceKind.DEINTERLACE, ofName(name));
    }

    /** Deletes an input, output, codec configuration or filter. */
    public void remove(String id) {
        resources.remove(id);
    }

    /** The inputs, outputs, codec configurations and filters, their names by their ids. */
    public Map<String, String> names() {
        return resources.all(resource -> true).stream()
                .collect(Collectors.toMap(
                        Resources.Resource::id,
                        resource -> resource.json().path("name").asText()));
    }

    /** The ids of the inputs, outputs, codec configurations and filters of this name. */
    public List<String> named(String name, String family) {
        return resources
                .all(resource -> resource.kind().family().equals(family)
                        && resource.json().path("name").asText().equals(name))
                .stream()
                .map(Resources.Resource::id)
                .toList();
    }

    @Override
    public void close() {
        front.close();
        runner.close();
    }

    private String add(ResourceKind kind, ObjectNode body) {
        return resources
                .add(kind, judge.object(body.toString().getBytes(StandardCharsets.UTF_8), kind.model()))
                .id();
    }

    private static ObjectNode ofName(String name) {
        return RequestJudge.JSON.createObjectNode().put("name", name);
    }

    private static ObjectNode bucket(String name, String bucket) {
        return ofName(name)
                .put("bucketName", bucket)
                .put("accessKey", "sandbox")
                .put("secretKey", "sandbox");
    }
}
