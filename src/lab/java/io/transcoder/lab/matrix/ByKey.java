package io.transcoder.lab.matrix;

import io.transcoder.lab.matrix.History.Letter;
import io.transcoder.lab.matrix.History.Look;
import io.transcoder.lab.matrix.History.OutputChange;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.Encoder.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Parts a history of many keys, of which none has to do with another, into one for each. */
final class ByKey {
    private final History all;
    private final Map<String, String> keyOfOutput = new HashMap<>();
    private final Map<String, String> keyOfEncoding = new HashMap<>();

    private ByKey(History all) {
        this.all = all;
        for (Encoding encoding : all.encodings()) {
            keyOfEncoding.put(encoding.id(), encoding.sourceKey());
            for (Output output : encoding.outputs()) {
                keyOfOutput.put(output.key(), encoding.sourceKey());
            }
        }
    }

    /** What breaks a promise for any of the keys. */
    static List<Violation> check(History history) {
        return new ByKey(history)
                .parts().stream().flatMap(part -> Checker.check(part).stream()).toList();
    }

    private Collection<History> parts() {
        Map<String, List<History.Uploaded>> uploads = grouped(all.uploads(), History.Uploaded::key);
        Map<String, List<Encoding>> encodings = grouped(all.encodings(), Encoding::sourceKey);
        Map<String, List<History.Removal>> removals = grouped(all.removals(), History.Removal::key);
        Map<String, List<OutputChange>> outputs = grouped(all.outputs(), change -> keyOfOutput.get(change.key()));
        Map<String, List<Look>> looks =
                grouped(all.looks(), look -> keyOfOutput.getOrDefault(look.of(), keyOfEncoding.get(look.of())));
        Map<String, List<Letter>> letters = grouped(all.letters(), letter -> Events.key(letter.body()));
        Map<String, List<History.OpenJob>> open = grouped(all.open(), History.OpenJob::key);
        Map<String, List<History.Billed>> bills = grouped(all.bills(), bill -> keyOfEncoding.get(bill.encodingId()));
        Set<String> keys = new TreeSet<>(uploads.keySet());
        keys.addAll(encodings.keySet());
        keys.addAll(letters.keySet());
        var parts = new ArrayList<History>();
        for (String key : keys) {
            parts.add(new History(
                    uploads.getOrDefault(key, List.of()),
                    encodings.getOrDefault(key, List.of()),
                    removals.getOrDefault(key, List.of()),
                    outputs.getOrDefault(key, List.of()),
                    looks.getOrDefault(key, List.of()),
                    all.stopped(),
                    letters.getOrDefault(key, List.of()),
                    open.getOrDefault(key, List.of()),
                    all.messages(),
                    all.forgotten(),
                    all.ordered(),
                    bills.getOrDefault(key, List.of())));
        }
        return parts;
    }

    private static <T> Map<String, List<T>> grouped(List<T> things, Function<T, String> key) {
        return things.stream()
                .filter(thing -> key.apply(thing) != null)
                .collect(Collectors.groupingBy(key, Collectors.toList()));
    }
}
