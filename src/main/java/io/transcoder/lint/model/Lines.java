package io.transcoder.lint.model;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The line numbers of the maps of a file and of their keys, counted from 1. */
public final class Lines {
    private final Map<Object, Integer> starts = new IdentityHashMap<>();
    private final Map<Object, Map<Object, Integer>> keys = new IdentityHashMap<>();

    void start(Object container, int line) {
        starts.put(container, line);
    }

    void key(Map<?, ?> map, Object key, int line) {
        keys.computeIfAbsent(map, absent -> new HashMap<>()).put(key, line);
    }

    /** 1 for what does not come from the file. */
    public int of(Object container) {
        return starts.getOrDefault(container, 1);
    }

    public int of(Map<?, ?> map, Object key) {
        return keys.getOrDefault(map, Map.of()).getOrDefault(key, of(map));
    }

    /** Every entry of every map below, in the file's order. */
    public void entries(Object tree, EntryReader reader) {
        if (tree instanceof List<?> list) {
            list.forEach(item -> entries(item, reader));
        } else if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                reader.entry(String.valueOf(key), value, of(map, key));
                entries(value, reader);
            });
        }
    }

    public interface EntryReader {
        void entry(String key, Object value, int line);
    }
}
