package io.transcoder.lab.benchmark;

import com.bitmovin.api.sdk.BitmovinApi;
import com.bitmovin.api.sdk.model.AclEntry;
import com.bitmovin.api.sdk.model.AclPermission;
import com.bitmovin.api.sdk.model.BitmovinResource;
import com.bitmovin.api.sdk.model.CloudRegion;
import com.bitmovin.api.sdk.model.Encoding;
import com.bitmovin.api.sdk.model.EncodingOutput;
import com.bitmovin.api.sdk.model.Mp4Muxing;
import com.bitmovin.api.sdk.model.MuxingStream;
import com.bitmovin.api.sdk.model.StartEncodingRequest;
import com.bitmovin.api.sdk.model.Stream;
import com.bitmovin.api.sdk.model.StreamInput;
import com.bitmovin.api.sdk.model.StreamSelectionMode;
import feign.httpclient.ApacheHttpClient;
import java.util.List;
import org.apache.http.impl.client.HttpClientBuilder;

/** Bitmovin by its official Java SDK, with connections for every consumer: it comes with two. */
final class SdkCalls implements EncoderCalls {
    private final BitmovinApi api;
    private final PlainCalls lookUps;

    /** @param lookUps finds resources by their names, once: the SDK can't read the stub's, which have no type */
    SdkCalls(String url, String apiKey, int connections, PlainCalls lookUps) {
        this.lookUps = lookUps;
        this.api = BitmovinApi.builder()
                .withApiKey(apiKey)
                .withBaseUrl(url)
                .withClient(new ApacheHttpClient(HttpClientBuilder.create()
                        .setMaxConnPerRoute(connections)
                        .setMaxConnTotal(connections)
                        .build()))
                .build();
    }

    @Override
    public String idOf(String kind, String name) {
        return lookUps.idOf(kind, name);
    }

    @Override
    public String createEncoding(String name, List<String> labels) {
        var encoding = new Encoding();
        encoding.setName(name);
        encoding.setLabels(labels);
        encoding.setCloudRegion(CloudRegion.AUTO);
        encoding.setEncoderVersion("STABLE");
        return id(api.encoding.encodings.create(encoding));
    }

    @Override
    public String addStream(
            String encodingId, String inputId, String inputPath, String selectionMode, String codecConfigId) {
        var input = new StreamInput();
        input.setInputId(inputId);
        input.setInputPath(inputPath);
        input.setSelectionMode(StreamSelectionMode.valueOf(selectionMode));
        input.setPosition(0);
        var stream = new Stream();
        stream.setCodecConfigId(codecConfigId);
        stream.setInputStreams(List.of(input));
        return id(api.encoding.encodings.streams.create(encodingId, stream));
    }

    @Override
    public String addMuxing(
            String encodingId, String filename, List<String> streamIds, String outputId, String outputPath) {
        var acl = new AclEntry();
        acl.setPermission(AclPermission.PRIVATE);
        var output = new EncodingOutput();
        output.setOutputId(outputId);
        output.setOutputPath(outputPath);
        output.setAcl(List.of(acl));
        var muxing = new Mp4Muxing();
        muxing.setFilename(filename);
        muxing.setStreams(streamIds.stream().map(SdkCalls::muxed).toList());
        muxing.setOutputs(List.of(output));
        return id(api.encoding.encodings.muxings.mp4.create(encodingId, muxing));
    }

    @Override
    public void start(String encodingId) {
        api.encoding.encodings.start(encodingId, new StartEncodingRequest());
    }

    private static MuxingStream muxed(String streamId) {
        var stream = new MuxingStream();
        stream.setStreamId(streamId);
        return stream;
    }

    private static String id(BitmovinResource created) {
        return created.getId();
    }
}
