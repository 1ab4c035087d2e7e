package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AudioMixInputChannelLayout;
import com.bitmovin.api.sdk.model.AudioMixInputStreamChannel;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.StreamSelectionMode;
import java.util.List;
import java.util.stream.Stream;

/** What a started encoding has to do, every reference resolved. */
record Plan(String encodingId, List<File> files) {
    record Source(String bucket, String key) {}

    /** Where a stream's samples come from. */
    sealed interface Feed {
        Stream<Source> sources();
    }

    /** @param position zero-based; counted among all tracks, or among those of the kind that the mode names */
    record Ingest(Source source, StreamSelectionMode mode, int position) implements Feed {
        @Override
        public Stream<Source> sources() {
            return Stream.of(source);
        }
    }

    record Mix(AudioMixInputChannelLayout layout, List<MixChannel> channels) implements Feed {
        @Override
        public Stream<Source> sources() {
            return channels.stream().map(channel -> channel.ingest().source());
        }
    }

    record MixChannel(Ingest ingest, AudioMixInputStreamChannel settings) {}

    /** @param codec an H264VideoConfiguration or AacAudioConfiguration */
    record Track(Object codec, Feed feed, List<DeinterlaceFilter> filters) {}

    record Target(String bucket, String key) {}

    record File(String muxingId, List<Track> tracks, List<Target> targets) {}

    List<Source> sources() {
        return files.stream()
                .flatMap(file -> file.tracks().stream())
                .flatMap(track -> track.feed().sources())
                .distinct()
                .toList();
    }
}
