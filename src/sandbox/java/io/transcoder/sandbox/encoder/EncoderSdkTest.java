package io.transcoder.sandbox.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.bitmovin.api.sdk.BitmovinApi;
import com.bitmovin.api.sdk.common.BitmovinException;
import com.bitmovin.api.sdk.encoding.encodings.EncodingListQueryParams;
import com.bitmovin.api.sdk.model.AacAudioConfiguration;
import com.bitmovin.api.sdk.model.AclEntry;
import com.bitmovin.api.sdk.model.AclPermission;
import com.bitmovin.api.sdk.model.AudioMixChannelType;
import com.bitmovin.api.sdk.model.AudioMixInputChannelLayout;
import com.bitmovin.api.sdk.model.AudioMixInputStream;
import com.bitmovin.api.sdk.model.AudioMixInputStreamChannel;
import com.bitmovin.api.sdk.model.AudioMixInputStreamSourceChannel;
import com.bitmovin.api.sdk.model.AudioMixSourceChannelType;
import com.bitmovin.api.sdk.model.AudioStream;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.EncodingOutput;
import com.bitmovin.api.sdk.model.EncodingStats;
import com.bitmovin.api.sdk.model.EncodingStreamInputDetails;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.bitmovin.api.sdk.model.IngestInputStream;
import com.bitmovin.api.sdk.model.Mp4Muxing;
import com.bitmovin.api.sdk.model.Mp4MuxingInformation;
import com.bitmovin.api.sdk.model.MuxingInformationAudioTrack;
import com.bitmovin.api.sdk.model.MuxingInformationVideoTrack;
import com.bitmovin.api.sdk.model.MuxingStream;
import com.bitmovin.api.sdk.model.ProfileH264;
import com.bitmovin.api.sdk.model.S3Input;
import com.bitmovin.api.sdk.model.S3Output;
import com.bitmovin.api.sdk.model.StatisticsResolution;
import com.bitmovin.api.sdk.model.Status;
import com.bitmovin.api.sdk.model.Stream;
import com.bitmovin.api.sdk.model.StreamFilter;
import com.bitmovin.api.sdk.model.StreamInput;
import com.bitmovin.api.sdk.model.StreamSelectionMode;
import com.bitmovin.api.sdk.model.Task;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The official SDK as the judge of the wire format. */
@Tag("slow")
class EncoderSdkTest {
    private final MemoryMediaStore store =
            new MemoryMediaStore().withBucket("source").withBucket("output");
    private final Encoder encoder = Encoder.start(EncoderOptions.of(Api.KEY, store));
    private final BitmovinApi api = BitmovinApi.builder()
            .withApiKey(Api.KEY)
            .withBaseUrl(encoder.url().toString())
            .build();

    @AfterEach
    void close() {
        encoder.close();
    }

    @Test
    void aWholeEncodingRunsThroughTheOfficialSdk() {
        String etag = store.put("source", "in/a.mxf", new byte[] {1});

        S3Input input = new S3Input();
        input.setName("source-bucket");
        input.setBucketName("source");
        input.setAccessKey("access");
        input.setSecretKey("secret");
        String inputId = api.encoding.inputs.s3.create(input).getId();
        S3Output output = new S3Output();
        output.setBucketName("output");
        output.setAccessKey("access");
        output.setSecretKey("secret");
        String outputId = api.encoding.outputs.s3.create(output).getId();
        H264VideoConfiguration h264 = new H264VideoConfiguration();
        h264.setName("h264");
        h264.setProfile(ProfileH264.HIGH);
        h264.setHeight(1080);
        h264.setBitrate(8_000_000L);
        String videoId = api.encoding.configurations.video.h264.create(h264).getId();
        AacAudioConfiguration aac = new AacAudioConfiguration();
        aac.setName("aac");
        aac.setBitrate(128_000L);
        aac.setRate(48_000.0);
        String audioId = api.encoding.configurations.audio.aac.create(aac).getId();
        String filterId =
                api.encoding.filters.deinterlace.create(new DeinterlaceFilter()).getId();

        com.bitmovin.api.sdk.model.Encoding wanted = new com.bitmovin.api.sdk.model.Encoding();
        wanted.setName("a.mxf");
        wanted.setLabels(List.of("job-1"));
        com.bitmovin.api.sdk.model.Encoding encoding = api.encoding.encodings.create(wanted);
        assertThat(encoding.getStatus()).isEqualTo(Status.CREATED);
        String id = encoding.getId();

        String track = ingest(id, inputId, 0);
        AudioMixInputStream mix = new AudioMixInputStream();
        mix.setChannelLayout(AudioMixInputChannelLayout.CL_STEREO);
        mix.setAudioMixChannels(List.of(
                channel(track, AudioMixChannelType.FRONT_LEFT),
                channel(ingest(id, inputId, 1), AudioMixChannelType.FRONT_RIGHT)));
        String mixId =
                api.encoding.encodings.inputStreams.audioMix.create(id, mix).getId();
        StreamInput direct = new StreamInput();
        direct.setInputId(inputId);
        direct.setInputPath("in/a.mxf");
        direct.setSelectionMode(StreamSelectionMode.VIDEO_RELATIVE);
        direct.setPosition(0);
        String videoStream = stream(id, videoId, direct);
        StreamFilter filter = new StreamFilter();
        filter.setId(filterId);
        filter.setPosition(0);
        api.encoding.encodings.streams.filters.create(id, videoStream, List.of(filter));
        StreamInput mixed = new StreamInput();
        mixed.setInputStreamId(mixId);
        String audioStream = stream(id, audioId, mixed);

        Mp4Muxing muxing = new Mp4Muxing();
        muxing.setFilename("a.mxf_bitmovin.mp4");
        muxing.setStreams(List.of(muxed(videoStream), muxed(audioStream)));
        AclEntry acl = new AclEntry();
        acl.setPermission(AclPermission.PRIVATE);
        EncodingOutput target = new EncodingOutput();
        target.setOutputId(outputId);
        target.setOutputPath("out/");
        target.setAcl(List.of(acl));
        muxing.setOutputs(List.of(target));
        String muxingId = api.encoding.encodings.muxings.mp4.create(id, muxing).getId();

        api.encoding.encodings.start(id);

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> api.encoding.encodings.status(id).getStatus(), Status.FINISHED::equals);
        Task task = api.encoding.encodings.status(id);
        assertThat(task.getProgress()).isEqualTo(100);
        assertThat(task.getFinishedAt()).isNotNull();
        assertThat(task.getError()).isNull();
        EncodingStats bill = api.encoding.statistics.encodings.get(id);
        assertThat(bill.getEncodingId()).isEqualTo(id);
        assertThat(bill.getBillableMinutes()).isPositive();
        assertThat(bill.getStreams()).singleElement().satisfies(billed -> {
            assertThat(billed.getStreamId()).isEqualTo(videoStream);
            assertThat(billed.getResolution()).isEqualTo(StatisticsResolution.HD);
            assertThat(billed.getBillableMinutes()).isEqualTo(bill.getBillableMinutes());
        });
        Mp4MuxingInformation made = api.encoding.encodings.muxings.mp4.information.get(id, muxingId);
        assertThat(made.getFileSize()).isPositive();
        assertThat(made.getDuration()).isEqualTo(1);
        assertThat(made.getVideoTracks())
                .extracting(MuxingInformationVideoTrack::getCodec, MuxingInformationVideoTrack::getDuration)
                .containsExactly(tuple("h264", 1.0));
        assertThat(made.getAudioTracks())
                .extracting(MuxingInformationAudioTrack::getCodec, MuxingInformationAudioTrack::getDuration)
                .containsExactly(tuple("aac", 1.0));
        EncodingStreamInputDetails read = api.encoding.encodings.streams.input.get(id, audioStream);
        assertThat(read.getDuration()).isEqualTo(1);
        assertThat(read.getVideoStreams()).hasSize(1);
        assertThat(read.getAudioStreams()).extracting(AudioStream::getDuration).contains(1.0);
        EncodingListQueryParams byLabel = new EncodingListQueryParams();
        byLabel.setSearch("labels:job-1");
        assertThat(api.encoding.encodings.list(byLabel).getItems())
                .extracting(com.bitmovin.api.sdk.model.Encoding::getId)
                .containsExactly(id);
        assertThat(store.bytes("output", "out/a.mxf_bitmovin.mp4"))
                .hasValueSatisfying(bytes -> assertThat(bytes).asString().isEqualTo("encoded:" + id + ":" + etag));
        assertThat(encoder.encodings()).singleElement().satisfies(seen -> {
            assertThat(seen.startedCount()).isEqualTo(1);
            assertThat(seen.sourceETag()).isEqualTo(etag);
            assertThat(seen.outputs()).singleElement().satisfies(file -> {
                assertThat(file.isWritten()).isTrue();
                assertThat(file.acl()).isEqualTo("PRIVATE");
            });
        });
    }

    @Test
    void theSdkUnderstandsARefusal() {
        S3Input input = new S3Input();
        input.setBucketName("source");

        BitmovinException refused =
                catchThrowableOfType(BitmovinException.class, () -> api.encoding.inputs.s3.create(input));

        assertThat(refused.getHttpStatusCode()).isEqualTo(400);
        assertThat(refused.getErrorCode()).isEqualTo(1000);
        assertThat(refused.getDetails()).extracting("field").containsExactly("accessKey", "secretKey");
    }

    private String ingest(String id, String inputId, int position) {
        IngestInputStream ingest = new IngestInputStream();
        ingest.setInputId(inputId);
        ingest.setInputPath("in/a.mxf");
        ingest.setSelectionMode(StreamSelectionMode.AUDIO_RELATIVE);
        ingest.setPosition(position);
        return api.encoding.encodings.inputStreams.ingest.create(id, ingest).getId();
    }

    private static AudioMixInputStreamChannel channel(String inputStreamId, AudioMixChannelType type) {
        AudioMixInputStreamSourceChannel source = new AudioMixInputStreamSourceChannel();
        source.setType(AudioMixSourceChannelType.CHANNEL_NUMBER);
        source.setChannelNumber(0);
        AudioMixInputStreamChannel channel = new AudioMixInputStreamChannel();
        channel.setInputStreamId(inputStreamId);
        channel.setOutputChannelType(type);
        channel.setSourceChannels(List.of(source));
        return channel;
    }

    private String stream(String id, String codec, StreamInput input) {
        Stream stream = new Stream();
        stream.setCodecConfigId(codec);
        stream.setInputStreams(List.of(input));
        return api.encoding.encodings.streams.create(id, stream).getId();
    }

    private static MuxingStream muxed(String streamId) {
        MuxingStream stream = new MuxingStream();
        stream.setStreamId(streamId);
        return stream;
    }
}
