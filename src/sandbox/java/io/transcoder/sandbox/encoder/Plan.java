package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AacAudioConfiguration;
import com.bitmovin.api.sdk.model.AudioMixInputChannelLayout;
import com.bitmovin.api.sdk.model.AudioMixInputStreamChannel;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.Filter;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.bitmovin.api.sdk.model.StreamSelectionMode;
import com.bitmovin.api.sdk.model.TimeBasedTrimmingInputStream;
import java.util.List;
import java.util.stream.Stream;

/** What a started encoding has to do, every reference resolved. */
record Plan(String encodingId, List<File> files, List<Extra> extras) {
    record Source(String bucket, String key) {}

    /** Where a stream's samples come from. */
    sealed interface Feed {
        Stream<Source> sources();

        /** Whether a codec of that kind can have it. */
        boolean mayBe(boolean video);
    }

    /** @param position zero-based; counted among all tracks, or among those of the kind that the mode names */
    record Ingest(Source source, StreamSelectionMode mode, int position) implements Feed {
        @Override
        public Stream<Source> sources() {
            return Stream.of(source);
        }

        @Override
        public boolean mayBe(boolean video) {
            return mode != (video ? StreamSelectionMode.AUDIO_RELATIVE : StreamSelectionMode.VIDEO_RELATIVE);
        }
    }

    record Mix(AudioMixInputChannelLayout layout, List<MixChannel> channels) implements Feed {
        @Override
        public Stream<Source> sources() {
            return channels.stream().map(channel -> channel.ingest().source());
        }

        @Override
        public boolean mayBe(boolean video) {
            return !video;
        }
    }

    record Trim(Feed feed, TimeBasedTrimmingInputStream settings) implements Feed {
        @Override
        public Stream<Source> sources() {
            return feed.sources();
        }

        @Override
        public boolean mayBe(boolean video) {
            return feed.mayBe(video);
        }
    }

    record Sequence(List<Feed> parts) implements Feed {
        @Override
        public Stream<Source> sources() {
            return parts.stream().flatMap(Feed::sources);
        }

        @Override
        public boolean mayBe(boolean video) {
            return parts.stream().allMatch(part -> part.mayBe(video));
        }
    }

    /** Several inputs of one stream, of which the API lets the encoder make one. */
    record Several(List<Feed> feeds) implements Feed {
        @Override
        public Stream<Source> sources() {
            return feeds.stream().flatMap(Feed::sources);
        }

        @Override
        public boolean mayBe(boolean video) {
            return feeds.stream().allMatch(feed -> feed.mayBe(video));
        }
    }

    record MixChannel(Ingest ingest, AudioMixInputStreamChannel settings) {}

    /**
     * @param codec the configuration's model
     * @param special in the words of the API what makes it more than one stream of all pictures; null for a plain one
     */
    record Track(Object codec, Feed feed, List<Filter> filters, String special) {
        private boolean isFfmpegs() {
            return special == null
                    && (codec instanceof H264VideoConfiguration || codec instanceof AacAudioConfiguration)
                    && (feed instanceof Ingest || feed instanceof Mix)
                    && filters.stream().allMatch(DeinterlaceFilter.class::isInstance);
        }
    }

    record Target(String bucket, String key) {}

    record File(String muxingId, MuxingKind kind, List<Track> tracks, List<Target> targets) {}

    /** A file beside those of the muxings, of which the sandbox makes no more than its name: a manifest, a picture. */
    record Extra(String partId, Target target) {}

    /** Whether the ffmpeg of the sandbox does all of it. */
    boolean isFfmpegs() {
        return files.stream()
                .allMatch(file ->
                        file.kind() == MuxingKind.MP4 && file.tracks().stream().allMatch(Track::isFfmpegs));
    }

    List<Source> sources() {
        return files.stream()
                .flatMap(file -> file.tracks().stream())
                .flatMap(track -> track.feed().sources())
                .distinct()
                .toList();
    }
}
