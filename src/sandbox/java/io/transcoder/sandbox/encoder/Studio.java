package io.transcoder.sandbox.encoder;

import java.io.IOException;

/** An encoder with two buckets and one of each resource, and shorthands to build encodings on it over HTTP. */
final class Studio implements AutoCloseable {
    static final String SOURCE = "in/a.mxf";

    final MemoryMediaStore store = new MemoryMediaStore().withBucket("source").withBucket("output");
    final Encoder encoder;
    final Api api;
    final String input;
    final String output;
    final String video;
    final String audio;
    final String deinterlace;
    final String sourceETag = store.put("source", SOURCE, new byte[] {1, 2, 3});

    @FunctionalInterface
    interface Settings {
        EncoderOptions of(EncoderOptions standard);
    }

    Studio() {
        this(standard -> standard);
    }

    Studio(Settings settings) {
        encoder = Encoder.start(settings.of(EncoderOptions.of(Api.KEY, store)));
        api = new Api(encoder);
        input = encoder.addS3Input("source-bucket", "source");
        output = encoder.addS3Output("output-bucket", "output");
        video = encoder.addH264("h264-1080p", 1080, 8_000_000);
        audio = encoder.addAac("aac-128k", 128_000);
        deinterlace = encoder.addDeinterlace("deinterlace");
    }

    /** @return the id of an encoding without parts */
    String create(String name) throws IOException, InterruptedException {
        return api.post("/encoding/encodings", "{'name':'" + name + "','labels':['" + name + "-label']}")
                .id();
    }

    String videoStream(String encoding) throws IOException, InterruptedException {
        return api.post("/encoding/encodings/" + encoding + "/streams", videoStreamBody())
                .id();
    }

    String videoStreamBody() {
        return "{'codecConfigId':'" + video + "','inputStreams':[{'inputId':'" + input + "','inputPath':'" + SOURCE
                + "','selectionMode':'VIDEO_RELATIVE','position':0}]}";
    }

    String mp4Body(String stream, String filename) {
        return "{'filename':'" + filename + "','streams':[{'streamId':'" + stream + "'}],'outputs':[{'outputId':'"
                + output + "','outputPath':'out/','acl':[{'permission':'PRIVATE'}]}]}";
    }

    /** @return the id of an encoding that can be started; its output is {@code out/<name>.mp4} */
    String ready(String name) throws IOException, InterruptedException {
        String encoding = create(name);
        mp4(encoding, videoStream(encoding), name + ".mp4");
        return encoding;
    }

    String mp4(String encoding, String stream, String filename) throws IOException, InterruptedException {
        return api.post("/encoding/encodings/" + encoding + "/muxings/mp4", mp4Body(stream, filename))
                .id();
    }

    Api.Answer start(String encoding) throws IOException, InterruptedException {
        return api.post("/encoding/encodings/" + encoding + "/start", "");
    }

    String started(String name) throws IOException, InterruptedException {
        String encoding = ready(name);
        start(encoding).result();
        return encoding;
    }

    Encoder.Encoding seen(String id) {
        return encoder.encodings().stream()
                .filter(encoding -> encoding.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
