package io.transcoder.ledger.records;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a profile asked for of an output, or of one of its streams, by which the encoder's facts of it are judged.
 *
 * @param streams the ids of those with picture or sound that it is made of
 * @param optional of them those that the encoder may leave out, because of a condition
 * @param cut what it takes of its input; null where all of it
 */
public record Asked(List<String> streams, List<String> optional, Cut cut) {
    public Asked {
        streams = List.copyOf(streams);
        optional = List.copyOf(optional);
    }

    /** Of both together in one output. */
    public Asked plus(Asked other) {
        Cut both = Objects.equals(cut, other.cut) ? cut : Cut.UNKNOWN;
        return new Asked(
                Stream.concat(streams.stream(), other.streams.stream()).toList(),
                Stream.concat(optional.stream(), other.optional.stream()).toList(),
                both);
    }

    public Asked with(Cut another) {
        return new Asked(streams, optional, another);
    }

    /**
     * A part of the input.
     *
     * @param offset of its beginning, in seconds; null where nobody can tell how long it is
     * @param seconds how long it lasts, if the input does not end before; null where it goes to the end
     */
    public record Cut(Double offset, Double seconds) {
        /** Joined with something else, played at another speed or the like. */
        public static final Cut UNKNOWN = new Cut(null, null);

        /** @param trimming with the fields {@code offset} and {@code duration} of the API, in seconds */
        public static Cut of(Map<?, ?> trimming) {
            Double offset = trimming.get("offset") instanceof Number number ? number.doubleValue() : 0.0;
            Double seconds = trimming.get("duration") instanceof Number number ? (Double) number.doubleValue() : null;
            return trimming.containsKey("offset") || seconds != null ? new Cut(offset, seconds) : UNKNOWN;
        }

        /** @param input how long the input lasts, in seconds */
        public double of(double input) {
            return Math.min(seconds == null ? input : seconds, Math.max(0, input - offset));
        }
    }
}
