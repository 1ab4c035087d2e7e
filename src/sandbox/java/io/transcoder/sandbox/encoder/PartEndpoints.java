package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AudioMixChannelType;
import com.bitmovin.api.sdk.model.AudioMixInputStream;
import com.bitmovin.api.sdk.model.AudioMixInputStreamChannel;
import com.bitmovin.api.sdk.model.AudioMixInputStreamSourceChannel;
import com.bitmovin.api.sdk.model.AudioMixSourceChannelType;
import com.bitmovin.api.sdk.model.ConcatenationInputConfiguration;
import com.bitmovin.api.sdk.model.ConcatenationInputStream;
import com.bitmovin.api.sdk.model.EncodingOutput;
import com.bitmovin.api.sdk.model.FileInputStream;
import com.bitmovin.api.sdk.model.Filter;
import com.bitmovin.api.sdk.model.IngestInputStream;
import com.bitmovin.api.sdk.model.Mp4Muxing;
import com.bitmovin.api.sdk.model.Muxing;
import com.bitmovin.api.sdk.model.MuxingStream;
import com.bitmovin.api.sdk.model.OpusAudioConfiguration;
import com.bitmovin.api.sdk.model.Sprite;
import com.bitmovin.api.sdk.model.StreamFilter;
import com.bitmovin.api.sdk.model.StreamInput;
import com.bitmovin.api.sdk.model.StreamMode;
import com.bitmovin.api.sdk.model.StreamSelectionMode;
import com.bitmovin.api.sdk.model.SubtitleConfiguration;
import com.bitmovin.api.sdk.model.Thumbnail;
import com.bitmovin.api.sdk.model.TimeBasedTrimmingInputStream;
import com.bitmovin.api.sdk.model.VideoConfiguration;
import com.bitmovin.api.sdk.model.Vp9VideoConfiguration;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What belongs to one encoding: input streams, streams with their filters and pictures, muxings. */
final class PartEndpoints {
    private static final String ITEM = "/encoding/encodings/{encodingId}";
    private static final String STREAM = ITEM + "/streams/{streamId}";
    private static final String INPUT_STREAMS = ITEM + "/input-streams";

    private final Encodings encodings;
    private final Resources resources;
    private final RequestJudge judge;
    private final OutputJudge outputs;
    private final Lies lies;

    PartEndpoints(Encodings encodings, Resources resources, RequestJudge judge, Lies lies) {
        this.lies = lies;
        this.outputs = new OutputJudge(resources);
        this.encodings = encodings;
        this.resources = resources;
        this.judge = judge;
    }

    void register(Router router) {
        router.add("POST", INPUT_STREAMS + "/ingest", this::addIngest);
        router.add("POST", INPUT_STREAMS + "/file", this::addFile);
        router.add("POST", INPUT_STREAMS + "/audio-mix", this::addAudioMix);
        router.add("POST", INPUT_STREAMS + "/trimming/time-based", this::addTrimming);
        router.add("POST", INPUT_STREAMS + "/concatenation", this::addConcatenation);
        router.add(
                "GET", INPUT_STREAMS, request -> page(request, encoding(request).inputStreamJson()));
        router.add("POST", ITEM + "/streams", this::addStream);
        router.add(
                "GET",
                ITEM + "/streams",
                request -> page(request, encoding(request).streamJson()));
        router.add("GET", STREAM, request -> Reply.ok(encoding(request).streamJson(request.id("streamId"))));
        router.add("GET", STREAM + "/input", request -> {
            EncodingState encoding = encoding(request);
            return lies.told(encoding, encoding.input(request.id("streamId")), Lie::ofInput);
        });
        router.add("POST", STREAM + "/filters", this::addFilters);
        router.add("POST", STREAM + "/thumbnails", this::addThumbnails);
        router.add("POST", STREAM + "/sprites", this::addSprite);
        for (MuxingKind kind : MuxingKind.values()) {
            String path = ITEM + "/muxings/" + kind.path();
            router.add("POST", path, request -> addMuxing(kind, request));
            router.add("GET", path, request -> page(request, encoding(request).muxingJson(kind)));
            router.add(
                    "GET",
                    path + "/{muxingId}",
                    request -> Reply.ok(encoding(request).muxingJson(kind, request.id("muxingId"))));
            // Bitmovin has none of a file of subtitles
            if (kind != MuxingKind.TEXT) {
                router.add("GET", path + "/{muxingId}/information", request -> {
                    EncodingState encoding = encoding(request);
                    return lies.told(encoding, encoding.information(kind, request.id("muxingId")), Lie::ofMuxing);
                });
            }
        }
    }

    private static Reply page(Request request, List<ObjectNode> items) {
        request.onlyQuery("offset", "limit", "includeTotalCount");
        return Reply.page(request, items);
    }

    private EncodingState encoding(Request request) {
        return encodings.inPath(request.id("encodingId"));
    }

    private Reply addIngest(Request request) {
        EncodingState encoding = encoding(request);
        RequestJudge.Judged<IngestInputStream> judged =
                judge.object(request.body(), IngestInputStream.class, "inputId", "inputPath");
        IngestInputStream ingest = judged.model();
        Plan.Ingest feed =
                ingest(ingest.getInputId(), ingest.getInputPath(), ingest.getSelectionMode(), ingest.getPosition(), "");
        return addInputStream(encoding, judged.json(), "INGEST", feed);
    }

    private Reply addFile(Request request) {
        EncodingState encoding = encoding(request);
        RequestJudge.Judged<FileInputStream> judged =
                judge.object(request.body(), FileInputStream.class, "inputId", "inputPath", "fileType");
        Resources.Resource input = resources.inBody(judged.model().getInputId(), "inputs", "inputId");
        Plan.Source source =
                new Plan.Source(Resources.bucket(input), judged.model().getInputPath());
        return addInputStream(encoding, judged.json(), "FILE", new Plan.Text(source));
    }

    private Reply addAudioMix(Request request) {
        EncodingState encoding = encoding(request);
        RequestJudge.Judged<AudioMixInputStream> judged =
                judge.object(request.body(), AudioMixInputStream.class, "channelLayout", "audioMixChannels");
        List<AudioMixInputStreamChannel> sent = judged.model().getAudioMixChannels();
        List<Plan.MixChannel> channels = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            channels.add(mixChannel(encoding, sent.get(i), "audioMixChannels[" + i + "]."));
        }
        return addInputStream(
                encoding,
                judged.json(),
                "AUDIO_MIX",
                new Plan.Mix(judged.model().getChannelLayout(), channels));
    }

    private static Plan.MixChannel mixChannel(
            EncodingState encoding, AudioMixInputStreamChannel channel, String field) {
        required(channel.getInputStreamId(), field + "inputStreamId");
        required(channel.getOutputChannelType(), field + "outputChannelType");
        if ((channel.getOutputChannelType() == AudioMixChannelType.CHANNEL_NUMBER)
                != (channel.getOutputChannelNumber() != null)) {
            throw Refusal.field(
                    Refusal.INVALID_PARAMETER, field + "outputChannelNumber", "belongs to CHANNEL_NUMBER, and only it");
        }
        List<AudioMixInputStreamSourceChannel> sources = channel.getSourceChannels();
        if (sources == null || sources.isEmpty()) {
            throw Refusal.field(Refusal.REQUIRED_FIELD, field + "sourceChannels", "must not be empty");
        }
        for (int i = 0; i < sources.size(); i++) {
            AudioMixInputStreamSourceChannel source = sources.get(i);
            String sourceField = field + "sourceChannels[" + i + "].";
            required(source.getType(), sourceField + "type");
            if ((source.getType() == AudioMixSourceChannelType.CHANNEL_NUMBER) != (source.getChannelNumber() != null)) {
                throw Refusal.field(
                        Refusal.INVALID_PARAMETER, sourceField + "channelNumber", "belongs to CHANNEL_NUMBER only");
            }
        }
        Optional<Plan.Feed> feed = encoding.inputStream(channel.getInputStreamId());
        if (feed.isEmpty() || !(feed.get() instanceof Plan.Ingest ingest)) {
            throw Refusal.field(
                    Refusal.INVALID_PARAMETER,
                    field + "inputStreamId",
                    "no ingest input stream with id '" + channel.getInputStreamId() + "' in this encoding");
        }
        return new Plan.MixChannel(ingest, channel);
    }

    private Reply addTrimming(Request request) {
        EncodingState encoding = encoding(request);
        RequestJudge.Judged<TimeBasedTrimmingInputStream> judged =
                judge.object(request.body(), TimeBasedTrimmingInputStream.class, "inputStreamId");
        TimeBasedTrimmingInputStream trimming = judged.model();
        if (trimming.getOffset() == null && trimming.getDuration() == null) {
            throw Refusal.field(Refusal.REQUIRED_FIELD, "duration", "one of offset and duration must be set");
        }
        if (trimming.getDuration() != null && trimming.getDuration() <= 0) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "duration", "must be greater than 0");
        }
        Plan.Feed feed = inputStream(encoding, trimming.getInputStreamId(), "inputStreamId");
        return addInputStream(encoding, judged.json(), "TRIMMING_TIME_BASED", new Plan.Trim(feed, trimming));
    }

    private Reply addConcatenation(Request request) {
        EncodingState encoding = encoding(request);
        RequestJudge.Judged<ConcatenationInputStream> judged =
                judge.object(request.body(), ConcatenationInputStream.class, "concatenation");
        List<ConcatenationInputConfiguration> sent = judged.model().getConcatenation();
        Set<Integer> positions = new HashSet<>();
        List<Plan.Feed> parts = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            String field = "concatenation[" + i + "].";
            required(sent.get(i).getInputStreamId(), field + "inputStreamId");
            required(sent.get(i).getPosition(), field + "position");
            if (!positions.add(sent.get(i).getPosition())) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, field + "position", "must be unique");
            }
            parts.add(inputStream(encoding, sent.get(i).getInputStreamId(), field + "inputStreamId"));
        }
        if (sent.stream().filter(part -> Boolean.TRUE.equals(part.getIsMain())).count() != 1) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "concatenation", "exactly one part must be the main one");
        }
        return addInputStream(encoding, judged.json(), "CONCATENATION", new Plan.Sequence(parts));
    }

    private static Plan.Feed inputStream(EncodingState encoding, String id, String field) {
        return encoding.inputStream(id)
                .orElseThrow(() -> Refusal.field(
                        Refusal.INVALID_PARAMETER, field, "no input stream with id '" + id + "' in this encoding"));
    }

    private static Reply addInputStream(EncodingState encoding, ObjectNode sent, String type, Plan.Feed feed) {
        String id = UUID.randomUUID().toString();
        ObjectNode json = Resources.returned(sent, id, Instant.now()).put("type", type);
        encoding.addInputStream(id, json, feed);
        return Reply.created(json);
    }

    private Reply addStream(Request request) {
        EncodingState encoding = encoding(request);
        RequestJudge.Judged<com.bitmovin.api.sdk.model.Stream> judged =
                judge.object(request.body(), com.bitmovin.api.sdk.model.Stream.class, "codecConfigId", "inputStreams");
        com.bitmovin.api.sdk.model.Stream stream = judged.model();
        Resources.Resource codec = resources.inBody(stream.getCodecConfigId(), "configurations", "codecConfigId");
        if (stream.getConditions() != null) {
            StreamConditions.check(stream.getConditions(), "conditions");
        }
        if (stream.getMode() == StreamMode.PER_TITLE_RESULT) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "mode", "is set by the encoder only");
        }
        boolean video = codec.model() instanceof VideoConfiguration;
        List<Plan.Feed> feeds = new ArrayList<>();
        for (int i = 0; i < stream.getInputStreams().size(); i++) {
            String field = "inputStreams[" + i + "].";
            feeds.add(feed(encoding, stream.getInputStreams().get(i), field));
            if (!feeds.get(i).mayBe(video)) {
                throw Refusal.field(
                        Refusal.INVALID_PARAMETER, field + "selectionMode", "does not fit the codec configuration");
            }
        }
        if (codec.model() instanceof SubtitleConfiguration != feeds.stream().allMatch(Plan.Text.class::isInstance)) {
            throw Refusal.field(
                    Refusal.INVALID_PARAMETER,
                    "codecConfigId",
                    "subtitles are made of files of subtitles, and only they");
        }
        Plan.Feed feed = feeds.size() == 1 ? feeds.get(0) : new Plan.Several(feeds);
        if (!video && isTemplate(stream.getMode())) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "mode", "only video has per-title");
        }
        String id = UUID.randomUUID().toString();
        ObjectNode json = Resources.returned(judged.json(), id, Instant.now());
        if (!json.has("mode")) {
            json.put("mode", "STANDARD");
        }
        encoding.addStream(id, json, codec.model(), feed, stream.getConditions(), special(stream));
        return Reply.created(json);
    }

    private static boolean isTemplate(StreamMode mode) {
        return mode != null && mode != StreamMode.STANDARD;
    }

    private static String special(com.bitmovin.api.sdk.model.Stream stream) {
        return isTemplate(stream.getMode()) ? stream.getMode().getValue() : null;
    }

    private Plan.Feed feed(EncodingState encoding, StreamInput input, String field) {
        if (input.getInputStreamId() == null) {
            required(input.getInputId(), field + "inputId");
            required(input.getInputPath(), field + "inputPath");
            return ingest(
                    input.getInputId(), input.getInputPath(), input.getSelectionMode(), input.getPosition(), field);
        }
        if (input.getInputId() != null
                || input.getInputPath() != null
                || input.getSelectionMode() != null
                || input.getPosition() != null) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, field + "inputStreamId", "must stand alone");
        }
        return inputStream(encoding, input.getInputStreamId(), field + "inputStreamId");
    }

    private Plan.Ingest ingest(String inputId, String path, StreamSelectionMode mode, Integer position, String field) {
        Resources.Resource input = resources.inBody(inputId, "inputs", field + "inputId");
        boolean auto = mode == null || mode == StreamSelectionMode.AUTO;
        if (auto && position != null) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, field + "position", "is not allowed with AUTO");
        }
        if (position != null && position < 0) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, field + "position", "must not be negative");
        }
        if (mode == StreamSelectionMode.SUBTITLE_RELATIVE) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, field + "selectionMode", "subtitles are not part of this");
        }
        return new Plan.Ingest(
                new Plan.Source(Resources.bucket(input), path),
                auto ? StreamSelectionMode.AUTO : mode,
                position == null ? 0 : position);
    }

    private Reply addFilters(Request request) {
        EncodingState encoding = encoding(request);
        encoding.streamJson(request.id("streamId"));
        List<StreamFilter> sent = judge.array(request.body(), StreamFilter.class, "id", "position");
        Map<Integer, Filter> filters = new HashMap<>();
        for (StreamFilter filter : sent) {
            Filter found =
                    (Filter) resources.inBody(filter.getId(), "filters", "id").model();
            if (filter.getPosition() < 0 || filters.putIfAbsent(filter.getPosition(), found) != null) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, "position", "must be unique and not negative");
            }
        }
        encoding.addFilters(request.id("streamId"), filters);
        ObjectNode result = RequestJudge.JSON.createObjectNode().put("streamId", request.id("streamId"));
        result.set("filters", RequestJudge.JSON.valueToTree(sent));
        return Reply.created(result);
    }

    private Reply addMuxing(MuxingKind kind, Request request) {
        EncodingState encoding = encoding(request);
        RequestJudge.Judged<? extends Muxing> judged = judge.object(request.body(), kind.model(), kind.required());
        if (judged.model() instanceof Mp4Muxing mp4 && mp4.getFragmentDuration() != null) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "fragmentDuration", "is not part of this sandbox");
        }
        String id = UUID.randomUUID().toString();
        List<String> streamIds = streams(encoding, judged.model().getStreams());
        if (kind == MuxingKind.FMP4 && streamIds.size() != 1) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "streams", "this muxing takes exactly one");
        }
        for (String streamId : streamIds) {
            Object codec = encoding.codec(streamId);
            boolean free = codec instanceof Vp9VideoConfiguration || codec instanceof OpusAudioConfiguration;
            boolean text = codec instanceof SubtitleConfiguration;
            if ((kind == MuxingKind.PROGRESSIVE_WEBM) != free || (kind == MuxingKind.TEXT) != text) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, "streams", "the codec does not fit the container");
            }
        }
        List<Encoder.Output> files = outputs.outputs(id, judged.model().getOutputs(), kind.fileOf(judged.json()));
        if (streamIds.stream().anyMatch(encoding::isTemplate)) {
            files = files.stream().map(PartEndpoints::named).toList();
        }
        ObjectNode json = Resources.returned(judged.json(), id, Instant.now()).put("type", kind.name());
        encoding.addMuxing(id, kind, json, streamIds, files, judged.model().getStreamConditionsMode());
        return Reply.created(json);
    }

    /** As of one of the streams that a template becomes. */
    private static Encoder.Output named(Encoder.Output output) {
        String key = output.key()
                .replace("{height}", "720")
                .replace("{width}", "1280")
                .replace("{bitrate}", "1500000")
                .replace("{uuid}", "5d0c7f1e");
        return new Encoder.Output(output.muxingId(), output.bucket(), key, output.acl(), null, 0);
    }

    private Reply addThumbnails(Request request) {
        EncodingState encoding = encoding(request);
        encoding.streamJson(request.id("streamId"));
        RequestJudge.Judged<Thumbnail> judged =
                judge.object(request.body(), Thumbnail.class, "height", "pattern", "outputs");
        Thumbnail thumbnail = judged.model();
        if ((thumbnail.getInterval() == null) == thumbnail.getPositions().isEmpty()) {
            throw Refusal.field(
                    Refusal.REQUIRED_FIELD, "interval", "exactly one of interval and positions must be set");
        }
        if (thumbnail.getInterval() != null && thumbnail.getInterval() < 1) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "interval", "must be at least 1");
        }
        if (thumbnail.getInterval() != null && thumbnail.getUnit() != null) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "unit", "belongs to positions only");
        }
        if (!thumbnail.getPattern().contains("%number%")) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "pattern", "must contain %number%");
        }
        return addPictures(
                encoding,
                judged.json(),
                thumbnail.getOutputs(),
                thumbnail.getPattern().replace("%number%", "0"));
    }

    private Reply addSprite(Request request) {
        EncodingState encoding = encoding(request);
        encoding.streamJson(request.id("streamId"));
        RequestJudge.Judged<Sprite> judged =
                judge.object(request.body(), Sprite.class, "height", "width", "distance", "spriteName", "outputs");
        Sprite sprite = judged.model();
        if ((sprite.getHTiles() == null) != (sprite.getVTiles() == null)) {
            throw Refusal.field(Refusal.REQUIRED_FIELD, "vTiles", "must be set together with hTiles");
        }
        if ((sprite.getImagesPerFile() == null) == (sprite.getHTiles() == null)) {
            throw Refusal.field(
                    Refusal.REQUIRED_FIELD,
                    "imagesPerFile",
                    "either it or hTiles and vTiles must be set, and not both");
        }
        String pictures = sprite.getSpriteName().replace("%number%", "0");
        return sprite.getVttName() == null
                ? addPictures(encoding, judged.json(), sprite.getOutputs(), pictures)
                : addPictures(encoding, judged.json(), sprite.getOutputs(), pictures, sprite.getVttName());
    }

    private Reply addPictures(EncodingState encoding, ObjectNode sent, List<EncodingOutput> to, String... names) {
        String id = UUID.randomUUID().toString();
        List<Encoder.Output> files = new ArrayList<>();
        for (String name : names) {
            files.addAll(outputs.outputs(id, to, name));
        }
        encoding.addExtra(id, files);
        return Reply.created(Resources.returned(sent, id, Instant.now()));
    }

    private static List<String> streams(EncodingState encoding, List<MuxingStream> sent) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            String id = sent.get(i).getStreamId();
            String field = "streams[" + i + "].streamId";
            required(id, field);
            if (!encoding.hasStream(id)) {
                throw Refusal.field(
                        Refusal.INVALID_PARAMETER, field, "no stream with id '" + id + "' in this encoding");
            }
            if (ids.contains(id)) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, field, "the stream is named twice");
            }
            ids.add(id);
        }
        return ids;
    }

    private static void required(Object value, String field) {
        Refusal.required(value, field);
    }
}
