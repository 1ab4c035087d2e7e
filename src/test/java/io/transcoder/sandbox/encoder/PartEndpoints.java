package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AclEntry;
import com.bitmovin.api.sdk.model.AudioMixChannelType;
import com.bitmovin.api.sdk.model.AudioMixInputStream;
import com.bitmovin.api.sdk.model.AudioMixInputStreamChannel;
import com.bitmovin.api.sdk.model.AudioMixInputStreamSourceChannel;
import com.bitmovin.api.sdk.model.AudioMixSourceChannelType;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.EncodingOutput;
import com.bitmovin.api.sdk.model.IngestInputStream;
import com.bitmovin.api.sdk.model.Mp4Muxing;
import com.bitmovin.api.sdk.model.MuxingStream;
import com.bitmovin.api.sdk.model.StreamFilter;
import com.bitmovin.api.sdk.model.StreamInput;
import com.bitmovin.api.sdk.model.StreamMode;
import com.bitmovin.api.sdk.model.StreamSelectionMode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What belongs to one encoding: input streams, streams with their filters, MP4 muxings. */
final class PartEndpoints {
    private static final String ITEM = "/encoding/encodings/{encodingId}";
    private static final String STREAM = ITEM + "/streams/{streamId}";
    private static final String MP4 = ITEM + "/muxings/mp4";
    private static final String INPUT_STREAMS = ITEM + "/input-streams";

    private final Encodings encodings;
    private final Resources resources;
    private final RequestJudge judge;

    PartEndpoints(Encodings encodings, Resources resources, RequestJudge judge) {
        this.encodings = encodings;
        this.resources = resources;
        this.judge = judge;
    }

    void register(Router router) {
        router.add("POST", INPUT_STREAMS + "/ingest", this::addIngest);
        router.add("POST", INPUT_STREAMS + "/audio-mix", this::addAudioMix);
        router.add(
                "GET", INPUT_STREAMS, request -> page(request, encoding(request).inputStreamJson()));
        router.add("POST", ITEM + "/streams", this::addStream);
        router.add(
                "GET",
                ITEM + "/streams",
                request -> page(request, encoding(request).streamJson()));
        router.add("GET", STREAM, request -> Reply.ok(encoding(request).streamJson(request.id("streamId"))));
        router.add("POST", STREAM + "/filters", this::addFilters);
        router.add("POST", MP4, this::addMp4);
        router.add("GET", MP4, request -> page(request, encoding(request).muxingJson()));
        router.add(
                "GET",
                MP4 + "/{muxingId}",
                request -> Reply.ok(encoding(request).muxingJson(request.id("muxingId"))));
        router.add(
                "GET",
                MP4 + "/{muxingId}/information",
                request -> Reply.ok(encoding(request).information(request.id("muxingId"))));
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
        if (stream.getInputStreams().size() != 1) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "inputStreams", "exactly one is allowed here");
        }
        if (stream.getConditions() != null) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "conditions", "are not part of this sandbox");
        }
        if (stream.getMode() != null && stream.getMode() != StreamMode.STANDARD) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "mode", "only STANDARD is part of this sandbox");
        }
        Plan.Feed feed = feed(encoding, stream.getInputStreams().get(0));
        boolean video = codec.kind() == ResourceKind.H264;
        if (video && feed instanceof Plan.Mix) {
            throw Refusal.field(
                    Refusal.INVALID_PARAMETER, "inputStreams[0].inputStreamId", "is audio, the codec video");
        }
        if (feed instanceof Plan.Ingest ingest
                && ingest.mode() == (video ? StreamSelectionMode.AUDIO_RELATIVE : StreamSelectionMode.VIDEO_RELATIVE)) {
            throw Refusal.field(
                    Refusal.INVALID_PARAMETER, "inputStreams[0].selectionMode", "does not fit the codec configuration");
        }
        String id = UUID.randomUUID().toString();
        ObjectNode json = Resources.returned(judged.json(), id, Instant.now());
        if (!json.has("mode")) {
            json.put("mode", "STANDARD");
        }
        encoding.addStream(id, json, codec.model(), feed);
        return Reply.created(json);
    }

    private Plan.Feed feed(EncodingState encoding, StreamInput input) {
        String field = "inputStreams[0].";
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
        return encoding.inputStream(input.getInputStreamId())
                .orElseThrow(() -> Refusal.field(
                        Refusal.INVALID_PARAMETER,
                        field + "inputStreamId",
                        "no input stream with id '" + input.getInputStreamId() + "' in this encoding"));
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
        Set<Integer> positions = new HashSet<>();
        List<StreamFilter> ordered = new ArrayList<>(sent);
        ordered.sort((a, b) -> Integer.compare(a.getPosition(), b.getPosition()));
        List<DeinterlaceFilter> filters = new ArrayList<>();
        for (StreamFilter filter : ordered) {
            if (filter.getPosition() < 0 || !positions.add(filter.getPosition())) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, "position", "must be unique and not negative");
            }
            filters.add((DeinterlaceFilter)
                    resources.inBody(filter.getId(), "filters", "id").model());
        }
        encoding.addFilters(request.id("streamId"), filters);
        ObjectNode result = RequestJudge.JSON.createObjectNode().put("streamId", request.id("streamId"));
        result.set("filters", RequestJudge.JSON.valueToTree(sent));
        return Reply.created(result);
    }

    private Reply addMp4(Request request) {
        EncodingState encoding = encoding(request);
        RequestJudge.Judged<Mp4Muxing> judged =
                judge.object(request.body(), Mp4Muxing.class, "filename", "streams", "outputs");
        Mp4Muxing muxing = judged.model();
        if (muxing.getFragmentDuration() != null) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "fragmentDuration", "is not part of this sandbox");
        }
        if (muxing.getFilename().contains("/")) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, "filename", "must not contain a slash");
        }
        String id = UUID.randomUUID().toString();
        List<String> streamIds = streams(encoding, muxing.getStreams());
        List<Encoder.Output> outputs = new ArrayList<>();
        for (int i = 0; i < muxing.getOutputs().size(); i++) {
            outputs.add(output(id, muxing.getOutputs().get(i), muxing.getFilename(), "outputs[" + i + "]."));
        }
        ObjectNode json = Resources.returned(judged.json(), id, Instant.now()).put("type", "MP4");
        encoding.addMuxing(id, json, streamIds, outputs);
        return Reply.created(json);
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

    private Encoder.Output output(String muxingId, EncodingOutput sent, String filename, String field) {
        required(sent.getOutputId(), field + "outputId");
        required(sent.getOutputPath(), field + "outputPath");
        Resources.Resource output = resources.inBody(sent.getOutputId(), "outputs", field + "outputId");
        List<AclEntry> acl = sent.getAcl();
        if (acl != null && acl.size() > 1) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, field + "acl", "at most one entry is allowed here");
        }
        if (acl != null && !acl.isEmpty()) {
            required(acl.get(0).getPermission(), field + "acl[0].permission");
        }
        String folder = sent.getOutputPath();
        String key = (folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/") + filename;
        return new Encoder.Output(
                muxingId,
                Resources.bucket(output),
                key,
                EncodingState.permission(
                        acl == null || acl.isEmpty() ? null : acl.get(0).getPermission()),
                null,
                0);
    }

    private static void required(Object value, String field) {
        if (value == null) {
            throw Refusal.field(Refusal.REQUIRED_FIELD, field, "must not be null");
        }
    }
}
