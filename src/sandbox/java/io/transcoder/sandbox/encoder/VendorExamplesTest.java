package io.transcoder.sandbox.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.bitmovin.api.sdk.BitmovinApi;
import com.bitmovin.api.sdk.common.BitmovinException;
import com.bitmovin.api.sdk.model.AacAudioConfiguration;
import com.bitmovin.api.sdk.model.AclEntry;
import com.bitmovin.api.sdk.model.AclPermission;
import com.bitmovin.api.sdk.model.AudioMixChannelType;
import com.bitmovin.api.sdk.model.AudioMixInputChannelLayout;
import com.bitmovin.api.sdk.model.AudioMixInputStream;
import com.bitmovin.api.sdk.model.AudioMixInputStreamChannel;
import com.bitmovin.api.sdk.model.AudioMixInputStreamSourceChannel;
import com.bitmovin.api.sdk.model.AudioMixSourceChannelType;
import com.bitmovin.api.sdk.model.AutoRepresentation;
import com.bitmovin.api.sdk.model.ConcatenationInputConfiguration;
import com.bitmovin.api.sdk.model.ConcatenationInputStream;
import com.bitmovin.api.sdk.model.DashManifestDefault;
import com.bitmovin.api.sdk.model.DashManifestDefaultVersion;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.Encoding;
import com.bitmovin.api.sdk.model.EncodingOutput;
import com.bitmovin.api.sdk.model.ExternalIdMode;
import com.bitmovin.api.sdk.model.Fmp4Muxing;
import com.bitmovin.api.sdk.model.H264PerTitleConfiguration;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.bitmovin.api.sdk.model.HlsManifestDefault;
import com.bitmovin.api.sdk.model.HlsManifestDefaultVersion;
import com.bitmovin.api.sdk.model.IngestInputStream;
import com.bitmovin.api.sdk.model.ManifestGenerator;
import com.bitmovin.api.sdk.model.ManifestResource;
import com.bitmovin.api.sdk.model.Mp4Muxing;
import com.bitmovin.api.sdk.model.MuxingStream;
import com.bitmovin.api.sdk.model.PerTitle;
import com.bitmovin.api.sdk.model.PresetConfiguration;
import com.bitmovin.api.sdk.model.S3Output;
import com.bitmovin.api.sdk.model.S3RoleBasedInput;
import com.bitmovin.api.sdk.model.StartEncodingRequest;
import com.bitmovin.api.sdk.model.Status;
import com.bitmovin.api.sdk.model.Stream;
import com.bitmovin.api.sdk.model.StreamFilter;
import com.bitmovin.api.sdk.model.StreamInput;
import com.bitmovin.api.sdk.model.StreamMode;
import com.bitmovin.api.sdk.model.StreamSelectionMode;
import com.bitmovin.api.sdk.model.TextFilter;
import com.bitmovin.api.sdk.model.TimeBasedTrimmingInputStream;
import com.bitmovin.api.sdk.model.WatermarkFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the vendor's public examples send to the endpoints of our catalogue, by the official SDK, with an input in S3.
 *
 * @see <a href="https://github.com/bitmovin/bitmovin-api-sdk-examples">bitmovin-api-sdk-examples</a>
 */
@Tag("slow")
class VendorExamplesTest {
    private static final String SOURCE = "videos/film.mp4";

    private final MemoryMediaStore store =
            new MemoryMediaStore().withBucket("source").withBucket("output");
    private final Encoder encoder = Encoder.start(EncoderOptions.of(Api.KEY, store));
    private final BitmovinApi api = BitmovinApi.builder()
            .withApiKey(Api.KEY)
            .withBaseUrl(encoder.url().toString())
            .build();
    private final String input = s3Input();
    private final String output = s3Output();
    private final String id = encoding();

    @AfterEach
    void close() {
        encoder.close();
    }

    /** FixedBitrateLadder: each height beside the same audio in an MP4 of its own, an empty start request. */
    @Test
    void aFixedLadderOfMp4s() {
        String audio = stream(aac(), direct(StreamSelectionMode.AUTO), null);
        for (int height : new int[] {1080, 720, 480}) {
            mp4(
                    "video_" + height + "p.mp4",
                    stream(h264(height, 1_000L * height), direct(StreamSelectionMode.AUTO), null),
                    audio);
        }

        run(new StartEncodingRequest());

        assertThat(written())
                .containsExactlyInAnyOrder("out/video_1080p.mp4", "out/video_720p.mp4", "out/video_480p.mp4");
    }

    /** DefaultManifests: fragmented MP4s by their segment length alone, an HLS manifest by its name alone. */
    @Test
    void fragmentsWithDefaultManifests() {
        String video = stream(h264(720, 2_000_000L), direct(StreamSelectionMode.AUTO), StreamMode.STANDARD);
        String audio = stream(aac(), direct(StreamSelectionMode.AUTO), StreamMode.STANDARD);
        fmp4("out/video", video);
        fmp4("out/audio", audio);

        run(withManifests(new StartEncodingRequest()));

        assertThat(written())
                .contains("out/stream.mpd", "out/master.m3u8")
                .anyMatch(key -> key.startsWith("out/video/"))
                .anyMatch(key -> key.startsWith("out/audio/"));
    }

    /** PerTitleEncoding: a configuration without bitrate and crf for the template. */
    @Test
    void aTemplateForPerTitle() {
        String video = stream(h264(null, null), direct(StreamSelectionMode.AUTO), StreamMode.PER_TITLE_TEMPLATE);
        String audio = stream(aac(), direct(StreamSelectionMode.AUTO), StreamMode.STANDARD);
        fmp4("out/video/{height}p_{bitrate}_{uuid}", video);
        fmp4("out/audio", audio);
        var configuration = new H264PerTitleConfiguration();
        configuration.setAutoRepresentations(new AutoRepresentation());
        var perTitle = new PerTitle();
        perTitle.setH264Configuration(configuration);
        var start = new StartEncodingRequest();
        start.setPerTitle(perTitle);

        run(withManifests(start));

        assertThat(written()).contains("out/stream.mpd", "out/master.m3u8");
    }

    @Test
    void withoutPerTitleABitrateIsNeededAtTheStart() {
        mp4("film.mp4", stream(h264(720, null), direct(StreamSelectionMode.AUTO), null));

        var refused = catchThrowableOfType(BitmovinException.class, () -> api.encoding.encodings.start(id));

        assertThat(refused.getHttpStatusCode()).isEqualTo(400);
        assertThat(refused.getMessage()).contains("bitrate");
    }

    /** Filters: a watermark, a text and a deinterlacing filter in their order. */
    @Test
    void aChainOfFilters() {
        String video = stream(h264(1080, 1_500_000L), direct(StreamSelectionMode.AUTO), StreamMode.STANDARD);
        var watermark = new WatermarkFilter();
        watermark.setImage("https://example.com/mark.png");
        watermark.setTop(10);
        watermark.setLeft(10);
        var text = new TextFilter();
        text.setText("film");
        text.setX("main_w / 2");
        text.setY("main_h / 2");
        List<String> filters = List.of(
                api.encoding.filters.watermark.create(watermark).getId(),
                api.encoding.filters.text.create(text).getId(),
                api.encoding.filters.deinterlace.create(new DeinterlaceFilter()).getId());
        List<StreamFilter> chain = new ArrayList<>();
        for (String filter : filters) {
            var one = new StreamFilter();
            one.setId(filter);
            one.setPosition(chain.size());
            chain.add(one);
        }
        api.encoding.encodings.streams.filters.create(id, video, chain);
        mp4("film.mp4", video, stream(aac(), direct(StreamSelectionMode.AUTO), StreamMode.STANDARD));

        run(new StartEncodingRequest());

        assertThat(written()).containsExactly("out/film.mp4");
    }

    /** ConcatenationMultipleInputs: a bumper, two cuts of the film and a promo between and behind them. */
    @Test
    void partsOneAfterAnother() {
        String whole = ingest(StreamSelectionMode.AUTO, null);
        String promo = ingest(StreamSelectionMode.AUTO, null);
        List<String> parts =
                List.of(ingest(StreamSelectionMode.AUTO, null), cut(whole, 10), promo, cut(whole, 60), promo);
        List<ConcatenationInputConfiguration> sequence = new ArrayList<>();
        for (String part : parts) {
            var one = new ConcatenationInputConfiguration();
            one.setInputStreamId(part);
            one.setPosition(sequence.size());
            one.setIsMain(sequence.size() == 1);
            sequence.add(one);
        }
        var concatenation = new ConcatenationInputStream();
        concatenation.setConcatenation(sequence);
        var all = new StreamInput();
        all.setInputStreamId(api.encoding
                .encodings
                .inputStreams
                .concatenation
                .create(id, concatenation)
                .getId());
        mp4("film.mp4", stream(h264(1080, 1_500_000L), all, null), stream(aac(), all, null));

        run(new StartEncodingRequest());

        assertThat(written()).containsExactly("out/film.mp4");
    }

    /** StreamMapping_MonoInputTracks: six mono tracks, of which the first two become a stereo track. */
    @Test
    void monoTracksAsOneOfStereo() {
        var mix = new AudioMixInputStream();
        mix.setChannelLayout(AudioMixInputChannelLayout.CL_STEREO);
        List<AudioMixChannelType> sides = List.of(AudioMixChannelType.FRONT_LEFT, AudioMixChannelType.FRONT_RIGHT);
        for (int track = 0; track < sides.size(); track++) {
            var source = new AudioMixInputStreamSourceChannel();
            source.setType(AudioMixSourceChannelType.CHANNEL_NUMBER);
            source.setChannelNumber(0);
            var channel = new AudioMixInputStreamChannel();
            channel.setInputStreamId(ingest(StreamSelectionMode.AUDIO_RELATIVE, track));
            channel.setOutputChannelType(sides.get(track));
            channel.addSourceChannelsItem(source);
            mix.addAudioMixChannelsItem(channel);
        }
        var mixed = new StreamInput();
        mixed.setInputStreamId(
                api.encoding.encodings.inputStreams.audioMix.create(id, mix).getId());
        var picture = new StreamInput();
        picture.setInputStreamId(ingest(StreamSelectionMode.AUTO, null));
        mp4("film.mp4", stream(h264(1080, 1_500_000L), picture, StreamMode.STANDARD), stream(aac(), mixed, null));

        run(new StartEncodingRequest());

        assertThat(written()).containsExactly("out/film.mp4");
    }

    @Test
    void aStreamMayHaveSeveralInputs() {
        var stream = new Stream();
        stream.setCodecConfigId(aac());
        stream.addInputStreamsItem(direct(StreamSelectionMode.AUTO));
        var second = direct(StreamSelectionMode.AUDIO_RELATIVE);
        second.setPosition(1);
        stream.addInputStreamsItem(second);
        mp4("film.mp4", api.encoding.encodings.streams.create(id, stream).getId());

        run(new StartEncodingRequest());

        assertThat(written()).containsExactly("out/film.mp4");
    }

    private void run(StartEncodingRequest start) {
        api.encoding.encodings.start(id, start);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> api.encoding.encodings.status(id).getStatus(), Status.FINISHED::equals);
    }

    private List<String> written() {
        return encoder.encodings().get(0).outputs().stream()
                .filter(Encoder.Output::isWritten)
                .map(Encoder.Output::key)
                .toList();
    }

    private String s3Input() {
        store.put("source", SOURCE, new byte[] {1});
        var bucket = new S3RoleBasedInput();
        bucket.setBucketName("source");
        bucket.setRoleArn("arn:aws:iam::000000000000:role/bitmovin");
        bucket.setExternalIdMode(ExternalIdMode.GLOBAL);
        return api.encoding.inputs.s3RoleBased.create(bucket).getId();
    }

    private String s3Output() {
        var bucket = new S3Output();
        bucket.setBucketName("output");
        bucket.setAccessKey("access");
        bucket.setSecretKey("secret");
        return api.encoding.outputs.s3.create(bucket).getId();
    }

    private String encoding() {
        var encoding = new Encoding();
        encoding.setName("film");
        encoding.setDescription("a film");
        return api.encoding.encodings.create(encoding).getId();
    }

    private String h264(Integer height, Long bitrate) {
        var configuration = new H264VideoConfiguration();
        configuration.setName("H.264 " + height);
        configuration.setPresetConfiguration(PresetConfiguration.VOD_STANDARD);
        configuration.setHeight(height);
        configuration.setBitrate(bitrate);
        return api.encoding.configurations.video.h264.create(configuration).getId();
    }

    private String aac() {
        var configuration = new AacAudioConfiguration();
        configuration.setName("AAC 128 kbit/s");
        configuration.setBitrate(128_000L);
        return api.encoding.configurations.audio.aac.create(configuration).getId();
    }

    private StreamInput direct(StreamSelectionMode mode) {
        var direct = new StreamInput();
        direct.setInputId(input);
        direct.setInputPath(SOURCE);
        direct.setSelectionMode(mode);
        return direct;
    }

    private String ingest(StreamSelectionMode mode, Integer position) {
        var ingest = new IngestInputStream();
        ingest.setInputId(input);
        ingest.setInputPath(SOURCE);
        ingest.setSelectionMode(mode);
        ingest.setPosition(position);
        return api.encoding.encodings.inputStreams.ingest.create(id, ingest).getId();
    }

    private String cut(String ingest, double seconds) {
        var cut = new TimeBasedTrimmingInputStream();
        cut.setInputStreamId(ingest);
        cut.setOffset(seconds);
        cut.setDuration(seconds);
        return api.encoding
                .encodings
                .inputStreams
                .trimming
                .timeBased
                .create(id, cut)
                .getId();
    }

    private String stream(String configuration, StreamInput from, StreamMode mode) {
        var stream = new Stream();
        stream.setCodecConfigId(configuration);
        stream.addInputStreamsItem(from);
        stream.setMode(mode);
        return api.encoding.encodings.streams.create(id, stream).getId();
    }

    private EncodingOutput to(String path) {
        var acl = new AclEntry();
        acl.setPermission(AclPermission.PUBLIC_READ);
        var to = new EncodingOutput();
        to.setOutputId(output);
        to.setOutputPath(path);
        to.addAclItem(acl);
        return to;
    }

    private static MuxingStream muxed(String stream) {
        var muxed = new MuxingStream();
        muxed.setStreamId(stream);
        return muxed;
    }

    private void mp4(String filename, String... streams) {
        var muxing = new Mp4Muxing();
        muxing.addOutputsItem(to("out"));
        muxing.setFilename(filename);
        for (String stream : streams) {
            muxing.addStreamsItem(muxed(stream));
        }
        api.encoding.encodings.muxings.mp4.create(id, muxing);
    }

    private void fmp4(String path, String stream) {
        var muxing = new Fmp4Muxing();
        muxing.addOutputsItem(to(path));
        muxing.addStreamsItem(muxed(stream));
        muxing.setSegmentLength(4.0);
        api.encoding.encodings.muxings.fmp4.create(id, muxing);
    }

    private StartEncodingRequest withManifests(StartEncodingRequest start) {
        var dash = new DashManifestDefault();
        dash.setEncodingId(id);
        dash.setManifestName("stream.mpd");
        dash.setVersion(DashManifestDefaultVersion.V1);
        dash.addOutputsItem(to("out"));
        var hls = new HlsManifestDefault();
        hls.setEncodingId(id);
        hls.setName("master.m3u8");
        hls.setVersion(HlsManifestDefaultVersion.V1);
        hls.addOutputsItem(to("out"));
        start.setManifestGenerator(ManifestGenerator.V2);
        start.addVodDashManifestsItem(
                manifest(api.encoding.manifests.dash.defaultapi.create(dash).getId()));
        start.addVodHlsManifestsItem(
                manifest(api.encoding.manifests.hls.defaultapi.create(hls).getId()));
        return start;
    }

    private static ManifestResource manifest(String id) {
        var manifest = new ManifestResource();
        manifest.setManifestId(id);
        return manifest;
    }
}
