package io.transcoder.job;

import io.transcoder.ledger.records.Asked;
import io.transcoder.ledger.records.Output;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The encoding that a profile builds, in the variable {@code encoding}. The steps of the profile replace it by one with more in it.
 *
 * @param id at Bitmovin
 * @param halfBuilt as long as no attempt may have claimed it, so that it is deleted when something fails
 * @param streams ids of the streams, in the order in which they were added
 * @param streamNames ids of the streams that have a name, by it
 * @param filters the positions of a stream's filters, by the stream's id
 * @param asked what the profile asked for, by the ids of streams, and of input streams that it trims
 * @param outputs what the muxings are to write, and files beside them
 * @param startRequest the body of the start, as far as the profile says
 */
public record Encoding(
        String id,
        boolean halfBuilt,
        List<String> streams,
        Map<String, String> streamNames,
        Map<String, Set<Integer>> filters,
        Map<String, Asked> asked,
        List<Output> outputs,
        Map<String, Object> startRequest) {
    public Encoding {
        streams = List.copyOf(streams);
        streamNames = Map.copyOf(streamNames);
        filters = Map.copyOf(filters);
        asked = Map.copyOf(asked);
        outputs = List.copyOf(outputs);
    }

    public static Encoding created(String id) {
        return new Encoding(id, true, List.of(), Map.of(), Map.of(), Map.of(), List.of(), Map.of());
    }

    /** It may be claimed from here on. */
    public Encoding complete() {
        return new Encoding(id, false, streams, streamNames, filters, asked, outputs, startRequest);
    }

    /** @param name a name that is given twice is that of the later stream */
    public Encoding withStream(String streamId, String name) {
        var ids = new ArrayList<>(streams);
        ids.add(streamId);
        var names = new LinkedHashMap<>(streamNames);
        names.put(name, streamId);
        return new Encoding(id, halfBuilt, ids, names, filters, asked, outputs, startRequest);
    }

    /** @param id of a stream or an input stream */
    public Encoding asking(String id, Asked what) {
        var all = new LinkedHashMap<>(asked);
        all.put(id, what);
        return new Encoding(this.id, halfBuilt, streams, streamNames, filters, all, outputs, startRequest);
    }

    /** Whether a stream with picture or sound is in no output. */
    public boolean losesStream() {
        List<String> taken = outputs.stream()
                .filter(output -> output.asked() != null)
                .flatMap(output -> output.asked().streams().stream())
                .toList();
        return asked.values().stream().anyMatch(one -> !taken.containsAll(one.streams()));
    }

    /** The id of the stream that was added last; null before the first. */
    public String lastStream() {
        return streams.isEmpty() ? null : streams.get(streams.size() - 1);
    }

    /** The first position that no filter of the last stream has. */
    public int nextFilter() {
        Set<Integer> taken = lastStream() == null ? Set.of() : filters.getOrDefault(lastStream(), Set.of());
        return IntStream.iterate(0, position -> position + 1)
                .filter(position -> !taken.contains(position))
                .findFirst()
                .orElseThrow();
    }

    /** @param position of one more filter of the last stream */
    public Encoding withFilter(int position) {
        var all = new LinkedHashMap<>(filters);
        var taken = new HashSet<>(all.getOrDefault(lastStream(), Set.of()));
        taken.add(position);
        all.put(lastStream(), taken);
        return new Encoding(id, halfBuilt, streams, streamNames, all, asked, outputs, startRequest);
    }

    public Encoding withOutput(Output output) {
        var all = new ArrayList<>(outputs);
        all.add(output);
        return new Encoding(id, halfBuilt, streams, streamNames, filters, asked, all, startRequest);
    }

    /** Options of a later step replace those of the same name. */
    public Encoding withStartOptions(Map<String, Object> options) {
        var all = new LinkedHashMap<>(startRequest);
        all.putAll(options);
        return new Encoding(id, halfBuilt, streams, streamNames, filters, asked, outputs, all);
    }
}
