package io.transcoder.watch;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.ledger.records.Asked;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the encoder says of a file: as a muxing's information, or as the input of a stream. What is missing or of another form than
 * documented is not said.
 *
 * @param size in bytes; 0 where it is not said
 * @param seconds of the longest track; null where it is not said
 * @param tracks of picture and sound; empty where they are not said
 */
record Media(long size, Double seconds, List<Track> tracks) {
    static final Media UNSAID = of(Map.of());

    /** @param said a {@code MuxingInformation} or an {@code EncodingStreamInputDetails} of the API */
    static Media of(Map<String, Object> said) {
        List<Track> tracks = Stream.of("video", "audio")
                .flatMap(kind -> Stream.of("Tracks", "Streams")
                        .flatMap(form -> EncodingStatus.maps(said.get(kind + form)))
                        .map(track -> new Track(kind, track.get("codec"), number(track.get("duration")))))
                .toList();
        Double size = number(said.get("fileSize"));
        return new Media(size == null ? 0 : size.longValue(), number(said.get("duration")), tracks);
    }

    private static Double number(Object said) {
        return said instanceof Number number ? number.doubleValue() : null;
    }

    boolean saysNothing() {
        return seconds == null && tracks.isEmpty();
    }

    /**
     * What is wrong with it, and what was expected; nothing where it is as asked for, as far as the encoder says.
     *
     * @param source what it was made of
     * @param ignored the ids of the encoding's streams that were left out because of a condition; empty where nobody says
     * @param tolerance in seconds
     */
    Optional<String> fault(Asked asked, Media source, Set<String> ignored, double tolerance) {
        long left = asked.optional().stream()
                .filter(stream -> ignored.isEmpty() || ignored.contains(stream))
                .count();
        if (!tracks.isEmpty() && tracks.size() < asked.streams().size() - left) {
            return Optional.of("has the tracks " + tracks + ", where the profile asked for "
                    + asked.streams().size()
                    + (left == 0
                            ? ""
                            : ", of which " + left + (ignored.isEmpty() ? " may be" : " were") + " left out"));
        }
        String of = asked.cut() == null ? ", where the source lasts " : ", where the profile asked for ";
        List<List<Double>> kinds = (tracks.isEmpty()
                        ? Stream.of("")
                        : tracks.stream().map(Track::kind))
                .map(kind -> source.lengths(kind, asked.cut()))
                .toList();
        if (seconds != null && !kinds.contains(List.<Double>of())) {
            double least = kinds.stream().mapToDouble(Collections::min).max().orElse(0);
            double most = kinds.stream().mapToDouble(Collections::max).max().orElse(0);
            if (seconds < least - tolerance || seconds > most + tolerance) {
                return Optional.of("lasts " + text(seconds) + of + text(seconds < least ? least : most));
            }
        }
        for (Track track : tracks) {
            List<Double> expected = source.lengths(track.kind(), asked.cut());
            double least = expected.isEmpty() ? 0 : Collections.min(expected);
            if (track.seconds() != null && (track.seconds() <= 0 || track.seconds() < least - tolerance)) {
                return Optional.of("has the track " + track + (expected.isEmpty() ? "" : of + text(least)));
            }
        }
        return Optional.empty();
    }

    /** How long a track that is made of those of a kind may last, in seconds; empty where nobody says. */
    private List<Double> lengths(String kind, Asked.Cut cut) {
        List<Double> whole = tracks.stream()
                .filter(track -> track.kind().equals(kind) && track.seconds() != null && track.seconds() > 0)
                .map(Track::seconds)
                .toList();
        if (whole.isEmpty() && seconds != null && seconds > 0) {
            whole = List.of(seconds);
        }
        if (cut == null || cut.offset() == null) {
            return cut == null ? whole : List.of();
        }
        return Stream.concat(whole.stream().map(cut::of), Stream.ofNullable(cut.seconds()))
                .toList();
    }

    private static String text(double seconds) {
        return Math.round(seconds * 1000) / 1000.0 + " s";
    }

    /**
     * @param codec null where it is not said
     * @param seconds null likewise
     */
    record Track(String kind, Object codec, Double seconds) {
        @Override
        public String toString() {
            return kind + (codec == null ? "" : " " + codec) + (seconds == null ? "" : " of " + text(seconds));
        }
    }
}
