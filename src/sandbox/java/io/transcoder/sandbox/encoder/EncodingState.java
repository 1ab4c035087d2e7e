package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AbstractCondition;
import com.bitmovin.api.sdk.model.AclPermission;
import com.bitmovin.api.sdk.model.AudioVolumeFilter;
import com.bitmovin.api.sdk.model.EbuR128SinglePassFilter;
import com.bitmovin.api.sdk.model.Filter;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.bitmovin.api.sdk.model.H265VideoConfiguration;
import com.bitmovin.api.sdk.model.StreamConditionsMode;
import com.bitmovin.api.sdk.model.VideoConfiguration;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One encoding: its parts, its life and what it left behind. Every method is atomic. */
final class EncodingState {
    static final String CREATED = "CREATED";
    static final String QUEUED = "QUEUED";
    static final String RUNNING = "RUNNING";
    static final String FINISHED = "FINISHED";
    static final String ERROR = "ERROR";
    static final String CANCELED = "CANCELED";
    static final String TRANSFER_ERROR = "TRANSFER_ERROR";
    private static final String IGNORED_BY = "ignoredBy";
    private static final Set<String> TERMINAL = Set.of(FINISHED, ERROR, CANCELED, TRANSFER_ERROR);

    private record StreamPart(
            ObjectNode json,
            Object codec,
            Plan.Feed feed,
            AbstractCondition condition,
            String special,
            SortedMap<Integer, Filter> filters) {
        boolean isVideo() {
            return codec instanceof VideoConfiguration;
        }

        boolean isIgnored() {
            return json.has(IGNORED_BY);
        }
    }

    private record MuxingPart(
            MuxingKind kind,
            ObjectNode json,
            List<String> streamIds,
            List<Encoder.Output> outputs,
            StreamConditionsMode mode) {}

    private final String id;
    private final ObjectNode json;
    private final JsonNode customData;
    private final Instant createdAt;
    private final Map<String, ObjectNode> inputStreamJson = new LinkedHashMap<>();
    private final Map<String, Plan.Feed> inputStreams = new LinkedHashMap<>();
    private final Map<String, StreamPart> streams = new LinkedHashMap<>();
    private final Map<String, MuxingPart> muxings = new LinkedHashMap<>();
    private final Map<String, List<Encoder.Output>> extras = new LinkedHashMap<>();
    private final Map<String, ObjectNode> information = new LinkedHashMap<>();
    private final Map<Plan.Source, ObjectNode> analyses = new LinkedHashMap<>();
    private final List<ObjectNode> messages = new ArrayList<>();

    private String status = CREATED;
    private int progress;
    private int startedCount;
    private boolean deleted;
    private Failure failure;
    private String sourceETag;
    private Instant sourceReadAt;
    private Instant queuedAt;
    private Instant runningAt;
    private Instant finishedAt;

    EncodingState(String id, ObjectNode json, JsonNode customData, Instant createdAt) {
        this.id = id;
        this.json = json;
        this.customData = customData;
        this.createdAt = createdAt;
    }

    String id() {
        return id;
    }

    Instant createdAt() {
        return createdAt;
    }

    String name() {
        return json.path("name").asText("");
    }

    List<String> labels() {
        List<String> labels = new ArrayList<>();
        json.path("labels").forEach(label -> labels.add(label.asText()));
        return labels;
    }

    // parts

    synchronized void addInputStream(String partId, ObjectNode part, Plan.Feed feed) {
        onlyBeforeStart();
        inputStreamJson.put(partId, part);
        inputStreams.put(partId, feed);
    }

    synchronized Optional<Plan.Feed> inputStream(String partId) {
        return Optional.ofNullable(inputStreams.get(partId));
    }

    synchronized Optional<ObjectNode> inputStreamJson(String partId) {
        return Optional.ofNullable(inputStreamJson.get(partId));
    }

    synchronized List<ObjectNode> inputStreamJson() {
        return List.copyOf(inputStreamJson.values());
    }

    synchronized void addStream(
            String partId, ObjectNode part, Object codec, Plan.Feed feed, AbstractCondition condition, String special) {
        onlyBeforeStart();
        streams.put(partId, new StreamPart(part, codec, feed, condition, special, new TreeMap<>()));
    }

    synchronized List<ObjectNode> streamJson() {
        return streams.values().stream().map(StreamPart::json).toList();
    }

    synchronized ObjectNode streamJson(String streamId) {
        return stream(streamId).json();
    }

    synchronized Object codec(String streamId) {
        return stream(streamId).codec();
    }

    synchronized boolean isTemplate(String streamId) {
        return isTemplate(stream(streamId));
    }

    private static boolean isTemplate(StreamPart stream) {
        return stream.json().path("mode").asText().startsWith("PER_TITLE_TEMPLATE");
    }

    /** @param filters by their positions */
    synchronized void addFilters(String streamId, Map<Integer, Filter> filters) {
        onlyBeforeStart();
        StreamPart stream = stream(streamId);
        for (Map.Entry<Integer, Filter> filter : filters.entrySet()) {
            boolean forAudio = filter.getValue() instanceof AudioVolumeFilter
                    || filter.getValue() instanceof EbuR128SinglePassFilter;
            if (forAudio == stream.isVideo()) {
                throw Refusal.badRequest(
                        Refusal.INVALID_PARAMETER,
                        "this filter needs " + (forAudio ? "an audio" : "a video") + " stream");
            }
            if (stream.filters().containsKey(filter.getKey())) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, "position", "another filter of the stream has it");
            }
        }
        stream.filters().putAll(filters);
    }

    synchronized boolean hasStream(String streamId) {
        return streams.containsKey(streamId);
    }

    synchronized void addMuxing(
            String partId,
            MuxingKind kind,
            ObjectNode part,
            List<String> streamIds,
            List<Encoder.Output> outputs,
            StreamConditionsMode mode) {
        onlyBeforeStart();
        onlyNew(outputs);
        muxings.put(partId, new MuxingPart(kind, part, streamIds, new ArrayList<>(outputs), mode));
    }

    /** Files beside those of the muxings. */
    synchronized void addExtra(String partId, List<Encoder.Output> outputs) {
        if (extras.containsKey(partId)) {
            // named by a start before, which was refused, or whose encoding failed
            return;
        }
        onlyBeforeStart();
        onlyNew(outputs);
        extras.put(partId, new ArrayList<>(outputs));
    }

    private void onlyNew(List<Encoder.Output> outputs) {
        Set<Plan.Target> taken = new HashSet<>();
        outputs().forEach(output -> taken.add(new Plan.Target(output.bucket(), output.key())));
        for (Encoder.Output output : outputs) {
            if (!taken.add(new Plan.Target(output.bucket(), output.key()))) {
                throw Refusal.field(
                        Refusal.INVALID_PARAMETER,
                        "filename",
                        "another file of this encoding is already written to " + output.key());
            }
        }
    }

    synchronized List<ObjectNode> muxingJson(MuxingKind kind) {
        return muxings.values().stream()
                .filter(muxing -> muxing.kind() == kind)
                .map(MuxingPart::json)
                .toList();
    }

    synchronized ObjectNode muxingJson(MuxingKind kind, String muxingId) {
        MuxingPart muxing = muxings.get(muxingId);
        if (muxing == null || muxing.kind() != kind) {
            throw Refusal.notFound(kind.path() + " muxing", muxingId);
        }
        return muxing.json();
    }

    synchronized ObjectNode information(MuxingKind kind, String muxingId) {
        muxingJson(kind, muxingId);
        return Optional.ofNullable(information.get(muxingId))
                .orElseThrow(() -> Refusal.notFound("information of the muxing", muxingId));
    }

    /** The analysis of a stream's first input. */
    synchronized ObjectNode input(String streamId) {
        return stream(streamId)
                .feed()
                .sources()
                .findFirst()
                .map(analyses::get)
                .orElseThrow(() -> Refusal.notFound("analysis of the input of the stream", streamId));
    }

    // life

    synchronized Plan plan() {
        onlyToStart();
        if (streams.isEmpty() || muxings.isEmpty()) {
            throw Refusal.badRequest(
                    Refusal.CONFIGURATION_INVALID, "an encoding needs at least one stream and one muxing to start");
        }
        streams.values().stream()
                .filter(stream -> !isTemplate(stream)
                        && stream.codec() instanceof H264VideoConfiguration video
                        && video.getBitrate() == null
                        && video.getCrf() == null)
                .findAny()
                .ifPresent(stream -> {
                    throw Refusal.badRequest(
                            Refusal.CONFIGURATION_INVALID, "a stream without per-title needs a bitrate or a crf");
                });
        long videoInputs = streams.values().stream()
                .filter(StreamPart::isVideo)
                .map(StreamPart::feed)
                .distinct()
                .count();
        if (videoInputs > 1) {
            throw Refusal.badRequest(
                    Refusal.CONFIGURATION_INVALID, "all video streams of an encoding must have the same input");
        }
        return new Plan(
                id,
                muxings.entrySet().stream()
                        .map(entry -> new Plan.File(
                                entry.getKey(),
                                entry.getValue().kind(),
                                entry.getValue().streamIds().stream()
                                        .map(this::track)
                                        .toList(),
                                entry.getValue().outputs().stream()
                                        .map(output -> new Plan.Target(output.bucket(), output.key()))
                                        .toList(),
                                entry.getValue().mode()))
                        .toList(),
                extras.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream()
                                .map(output ->
                                        new Plan.Extra(entry.getKey(), new Plan.Target(output.bucket(), output.key()))))
                        .toList());
    }

    private Plan.Track track(String streamId) {
        StreamPart stream = streams.get(streamId);
        return new Plan.Track(
                streamId,
                stream.codec(),
                stream.feed(),
                List.copyOf(stream.filters().values()),
                stream.condition(),
                stream.special());
    }

    /**
     * Holds the conditions against the sources; streams and muxings say from then on that they are ignored.
     *
     * @return what is left to do
     */
    synchronized Plan withoutDropped(Plan plan, Map<Plan.Source, MediaTool.Media> sources) {
        StreamConditions.Dropped dropped = StreamConditions.dropped(plan, sources);
        dropped.streamIds().forEach(streamId -> ignore(stream(streamId).json(), "the condition does not hold"));
        dropped.muxingIds().forEach(muxingId -> ignore(muxings.get(muxingId).json(), "streams of it are ignored"));
        return plan.without(dropped.muxingIds(), dropped.streamIds());
    }

    private static void ignore(ObjectNode part, String why) {
        part.putArray(IGNORED_BY).addObject().put(IGNORED_BY, "CONDITION").put("ignoredByDescription", why);
    }

    synchronized boolean hasTemplate() {
        return streams.values().stream().anyMatch(EncodingState::isTemplate);
    }

    synchronized boolean usesInputStreams() {
        return !inputStreams.isEmpty();
    }

    synchronized void queued() {
        onlyToStart();
        startedCount++;
        status = QUEUED;
        progress = 0;
        failure = null;
        finishedAt = null;
        queuedAt = Instant.now();
        json.put("type", "VOD");
    }

    /** @return false if it was stopped in the meantime */
    synchronized boolean running() {
        if (!status.equals(QUEUED)) {
            return false;
        }
        status = RUNNING;
        runningAt = Instant.now();
        return true;
    }

    synchronized void progress(int percent) {
        if (!isTerminal()) {
            progress = Math.max(progress, Math.min(percent, 99));
        }
    }

    /** Shows a status text outside the documented ones; the encoding still counts as running. */
    synchronized void show(String unknown) {
        if (!isTerminal()) {
            status = unknown;
        }
    }

    synchronized void readSource(String etag) {
        sourceETag = etag;
        sourceReadAt = Instant.now();
    }

    /** @return false if it had ended before */
    synchronized boolean end(String how, Failure why) {
        if (isTerminal() || deleted) {
            return false;
        }
        status = how;
        failure = how.equals(ERROR) ? why : null;
        finishedAt = Instant.now();
        if (how.equals(FINISHED)) {
            progress = 100;
        }
        if (why != null) {
            messages.add(RequestJudge.JSON
                    .createObjectNode()
                    .put("id", "message-" + (messages.size() + 1))
                    .put("type", "ERROR")
                    .put("date", Times.text(finishedAt))
                    .put("text", why.text()));
        }
        return true;
    }

    synchronized void stop() {
        if (!status.equals(QUEUED) && !isBusy()) {
            throw Refusal.badRequest(Refusal.INVALID_PARAMETER, "the encoding is " + status + " and cannot be stopped");
        }
        end(CANCELED, null);
    }

    synchronized void delete() {
        if (isBusy() || status.equals(QUEUED)) {
            throw Refusal.badRequest(
                    Refusal.DELETE_WHILE_RUNNING, "the encoding is " + status + " and cannot be deleted");
        }
        deleted = true;
    }

    /**
     * Runs the upload unless the encoding has ended; a stop waits for it, so nothing is written after CANCELED.
     *
     * @return whether it ran
     */
    synchronized <E extends Exception> boolean whileRunning(Upload<E> upload) throws E {
        if (!isBusy()) {
            return false;
        }
        upload.run();
        return true;
    }

    @FunctionalInterface
    interface Upload<E extends Exception> {
        void run() throws E;
    }

    synchronized void written(String muxingId, Plan.Target target, long bytes) {
        extras.getOrDefault(
                        muxingId,
                        muxings.containsKey(muxingId) ? muxings.get(muxingId).outputs() : List.of())
                .replaceAll(output ->
                        output.bucket().equals(target.bucket()) && output.key().equals(target.key())
                                ? output.written(Instant.now(), bytes)
                                : output);
    }

    synchronized void informed(String muxingId, ObjectNode info) {
        information.put(muxingId, info);
    }

    synchronized void analysed(Plan.Source source, ObjectNode analysis) {
        analyses.put(source, analysis);
    }

    synchronized boolean isTerminal() {
        return TERMINAL.contains(status);
    }

    private boolean isBusy() {
        return !isTerminal() && !status.equals(CREATED) && !status.equals(QUEUED);
    }

    synchronized boolean isDeleted() {
        return deleted;
    }

    // views

    synchronized ObjectNode json() {
        ObjectNode view = json.deepCopy();
        view.put("status", status).put("progress", progress);
        times(view);
        if (runningAt != null) {
            view.put("selectedEncoderVersion", "2.220.0");
        }
        return view;
    }

    synchronized ObjectNode customData() {
        ObjectNode view = RequestJudge.JSON.createObjectNode();
        view.set("customData", customData);
        return view.put("createdAt", Times.text(createdAt));
    }

    synchronized ObjectNode task() {
        ObjectNode task = RequestJudge.JSON
                .createObjectNode()
                .put("id", "task-" + id)
                .put("status", status)
                .put("progress", progress)
                .put("createdAt", Times.text(createdAt));
        times(task);
        ArrayNode subtasks = task.putArray("subtasks");
        if (runningAt != null) {
            subtasks.addObject()
                    .put("id", "subtask-" + id)
                    .put("name", "encoding")
                    .put("status", status)
                    .put("progress", progress)
                    .put("createdAt", Times.text(runningAt))
                    .putArray("messages");
        }
        task.putArray("messages").addAll(messages);
        if (isTerminal()) {
            task.put("eta", 0.0);
        }
        if (failure != null) {
            task.set("error", failure.json());
        }
        return task;
    }

    /**
     * The minutes that are billed once it is over, by what Bitmovin publishes: each output minute times the multiplier of its
     * resolution and codec. Assumed here: each muxing has one video stream, whose minutes times the multiplier of its height are all
     * that counts, twice for H.265; the standard mode; audio is free beside video; one that did not finish is billed for its progress of a
     * minute.
     */
    synchronized Optional<ObjectNode> statistics() {
        if (runningAt == null || !isTerminal()) {
            return Optional.empty();
        }
        ObjectNode view = RequestJudge.JSON
                .createObjectNode()
                .put("encodingId", id)
                .put("date", Times.text(finishedAt))
                .put("timeEncoded", Math.round(60 * outputMinutes()));
        double billable = 0;
        ArrayNode perStream = view.putArray("streams");
        for (StreamPart stream : streams.values()) {
            if (!stream.isIgnored() && stream.codec() instanceof VideoConfiguration video) {
                double minutes = outputMinutes() * multiplier(video);
                billable += minutes;
                perStream
                        .addObject()
                        .put("streamId", stream.json().path("id").asText())
                        .put("encodedSeconds", 60 * outputMinutes())
                        .put("multiplicator", multiplier(video))
                        .put("resolution", resolution(video))
                        .put("billableMinutes", minutes);
            }
        }
        view.put("billableMinutes", billable);
        return Optional.of(view);
    }

    private double outputMinutes() {
        return status.equals(FINISHED)
                ? information.values().stream()
                                .mapToDouble(info -> info.path("duration").asDouble(0))
                                .max()
                                .orElse(0)
                        / 60
                : Math.max(progress, 1) / 100.0;
    }

    private static double multiplier(VideoConfiguration video) {
        int codec = video instanceof H265VideoConfiguration ? 2 : 1;
        return switch (resolution(video)) {
            case "SD" -> codec;
            case "HD" -> 2 * codec;
            default -> 4 * codec;
        };
    }

    private static String resolution(VideoConfiguration video) {
        int height = video.getHeight() == null ? 720 : video.getHeight();
        return height < 720 ? "SD" : height <= 1080 ? "HD" : "UHD";
    }

    private void times(ObjectNode view) {
        put(view, "queuedAt", queuedAt);
        put(view, "runningAt", runningAt);
        put(view, "finishedAt", finishedAt);
        put(view, "errorAt", status.equals(ERROR) ? finishedAt : null);
    }

    private static void put(ObjectNode view, String name, Instant at) {
        if (at != null) {
            view.put(name, Times.text(at));
        }
    }

    synchronized Encoder.Encoding snapshot() {
        Optional<Plan.Source> source = Stream.concat(
                        streams.values().stream().map(StreamPart::feed), inputStreams.values().stream())
                .flatMap(Plan.Feed::sources)
                .findFirst();
        return new Encoder.Encoding(
                id,
                name(),
                labels(),
                status,
                progress,
                startedCount,
                source.map(Plan.Source::bucket).orElse(null),
                source.map(Plan.Source::key).orElse(null),
                sourceETag,
                sourceReadAt,
                outputs(),
                createdAt,
                queuedAt,
                finishedAt,
                deleted);
    }

    private List<Encoder.Output> outputs() {
        return Stream.concat(muxings.values().stream().map(MuxingPart::outputs), extras.values().stream())
                .flatMap(List::stream)
                .toList();
    }

    private void onlyBeforeStart() {
        if (!status.equals(CREATED) || deleted) {
            throw Refusal.badRequest(
                    Refusal.CONFIGURATION_INVALID, "the encoding is " + status + "; only a CREATED one can be changed");
        }
    }

    /** One that failed can be started again, as an example of Bitmovin's for many encodings does it. */
    private void onlyToStart() {
        if (!status.equals(ERROR) || deleted) {
            onlyBeforeStart();
        }
    }

    private StreamPart stream(String streamId) {
        return Optional.ofNullable(streams.get(streamId)).orElseThrow(() -> Refusal.notFound("stream", streamId));
    }

    static String permission(AclPermission permission) {
        return permission == null ? AclPermission.PUBLIC_READ.getValue() : permission.getValue();
    }
}
