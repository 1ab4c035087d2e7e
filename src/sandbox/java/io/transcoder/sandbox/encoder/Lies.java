package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What is said of the media of which encodings; all that match apply. */
final class Lies {
    private record Entry(Predicate<Encoder.Encoding> which, Lie lie) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    void add(Predicate<Encoder.Encoding> which, Lie lie) {
        entries.add(new Entry(which, lie));
    }

    Reply told(EncodingState encoding, ObjectNode truth, Function<Lie, UnaryOperator<ObjectNode>> part) {
        return Reply.ok(of(encoding, truth, part));
    }

    ObjectNode of(EncodingState encoding, ObjectNode truth, Function<Lie, UnaryOperator<ObjectNode>> part) {
        ObjectNode told = truth.deepCopy();
        for (Entry entry : entries) {
            if (entry.which().test(encoding.snapshot())) {
                told = part.apply(entry.lie()).apply(told);
            }
        }
        return told;
    }
}
