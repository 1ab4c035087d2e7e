package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.AacAudioConfiguration;
import com.bitmovin.api.sdk.model.AbstractCondition;
import com.bitmovin.api.sdk.model.AudioMixInputChannelLayout;
import com.bitmovin.api.sdk.model.AudioMixInputStreamChannel;
import com.bitmovin.api.sdk.model.DeinterlaceFilter;
import com.bitmovin.api.sdk.model.Filter;
import com.bitmovin.api.sdk.model.H264VideoConfiguration;
import com.bitmovin.api.sdk.model.StreamConditionsMode;
import com.bitmovin.api.sdk.model.StreamSelectionMode;
import com.bitmovin.api.sdk.model.TimeBasedTrimmingInputStream;
import com.bitmovin.api.sdk.model.VideoConfiguration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a started encoding has to do, every reference resolved. */
record Plan(String encodingId, List<File> files, List<Extra> extras) {
    record Source(String bucket, String key) {}

    /** Where a stream's samples come from. */
    sealed interface Feed {
        /** The tracks of sources that it is made of. */
        Stream<Ingest> ingests();

        default Stream<Source> sources() {
            return ingests().map(Ingest::source);
        }

        /** Whether a codec of that kind can have it. */
        boolean mayBe(boolean video);
    }

    /** @param position zero-based; counted among all tracks, or among those of the kind that the mode names */
    record Ingest(Source source, StreamSelectionMode mode, int position) implements Feed {
        @Override
        public Stream<Ingest> ingests() {
            return Stream.of(this);
        }

        /** The track that it takes; AUTO takes the first of the kind. Empty where the source has no such track. */
        Optional<MediaTool.Track> of(MediaTool.Media media, boolean video) {
            List<MediaTool.Track> tracks =
                    switch (mode) {
                        case POSITION_ABSOLUTE -> media.tracks();
                        case VIDEO_RELATIVE -> media.video();
                        case AUDIO_RELATIVE -> media.audio();
                        default -> video ? media.video() : media.audio();
                    };
            return tracks.stream().skip(position).findFirst();
        }

        @Override
        public boolean mayBe(boolean video) {
            return mode != (video ? StreamSelectionMode.AUDIO_RELATIVE : StreamSelectionMode.VIDEO_RELATIVE);
        }
    }

    /** A file of subtitles. */
    record Text(Source source) implements Feed {
        @Override
        public Stream<Ingest> ingests() {
            return Stream.empty();
        }

        @Override
        public Stream<Source> sources() {
            return Stream.of(source);
        }

        @Override
        public boolean mayBe(boolean video) {
            return !video;
        }
    }

    record Mix(AudioMixInputChannelLayout layout, List<MixChannel> channels) implements Feed {
        @Override
        public Stream<Ingest> ingests() {
            return channels.stream().map(MixChannel::ingest);
        }

        @Override
        public boolean mayBe(boolean video) {
            return !video;
        }
    }

    record Trim(Feed feed, TimeBasedTrimmingInputStream settings) implements Feed {
        @Override
        public Stream<Ingest> ingests() {
            return feed.ingests();
        }

        @Override
        public boolean mayBe(boolean video) {
            return feed.mayBe(video);
        }
    }

    record Sequence(List<Feed> parts) implements Feed {
        @Override
        public Stream<Ingest> ingests() {
            return parts.stream().flatMap(Feed::ingests);
        }

        @Override
        public boolean mayBe(boolean video) {
            return parts.stream().allMatch(part -> part.mayBe(video));
        }
    }

    /** Several inputs of one stream, of which the API lets the encoder make one. */
    record Several(List<Feed> feeds) implements Feed {
        @Override
        public Stream<Ingest> ingests() {
            return feeds.stream().flatMap(Feed::ingests);
        }

        @Override
        public boolean mayBe(boolean video) {
            return feeds.stream().allMatch(feed -> feed.mayBe(video));
        }
    }

    record MixChannel(Ingest ingest, AudioMixInputStreamChannel settings) {}

    /**
     * @param streamId whose track it is
     * @param codec the configuration's model
     * @param condition null for none
     * @param special in the words of the API what makes it more than one stream of all pictures; null for a plain one
     */
    record Track(
            String streamId,
            Object codec,
            Feed feed,
            List<Filter> filters,
            AbstractCondition condition,
            String special) {
        boolean isVideo() {
            return codec instanceof VideoConfiguration;
        }

        private boolean isFfmpegs() {
            return special == null
                    && (codec instanceof H264VideoConfiguration || codec instanceof AacAudioConfiguration)
                    && (feed instanceof Ingest || feed instanceof Mix)
                    && filters.stream().allMatch(DeinterlaceFilter.class::isInstance);
        }
    }

    record Target(String bucket, String key) {}

    /** @param mode null where the request named none */
    record File(
            String muxingId, MuxingKind kind, List<Track> tracks, List<Target> targets, StreamConditionsMode mode) {}

    /** A file beside those of the muxings, of which the sandbox makes no more than its name: a manifest, a picture. */
    record Extra(String partId, Target target) {}

    /** Whether the ffmpeg of the sandbox does all of it. */
    boolean isFfmpegs() {
        return files.stream()
                .allMatch(file ->
                        file.kind() == MuxingKind.MP4 && file.tracks().stream().allMatch(Track::isFfmpegs));
    }

    /** Without the files of these muxings, and without the tracks of these streams in any other. */
    Plan without(Set<String> muxingIds, Set<String> streamIds) {
        return new Plan(
                encodingId,
                files.stream()
                        .filter(file -> !muxingIds.contains(file.muxingId()))
                        .map(file -> new File(
                                file.muxingId(),
                                file.kind(),
                                file.tracks().stream()
                                        .filter(track -> !streamIds.contains(track.streamId()))
                                        .toList(),
                                file.targets(),
                                file.mode()))
                        .toList(),
                extras);
    }

    List<Source> sources() {
        return files.stream()
                .flatMap(file -> file.tracks().stream())
                .flatMap(track -> track.feed().sources())
                .distinct()
                .toList();
    }
}
