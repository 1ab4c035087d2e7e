package io.transcoder.reload;

import io.transcoder.lint.model.RouteFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the folder of routes held at one moment.
 *
 * @param texts each YAML file's content by its name below the folder
 */
record RouteTexts(Map<String, String> texts) {
    RouteTexts {
        texts = Map.copyOf(texts);
    }

    /** What can't be read, a missing folder included, is in the place of the content, so that it is not taken for no change. */
    static RouteTexts read(Path folder) {
        Map<String, String> texts = new TreeMap<>();
        try {
            RouteFolder.files(folder).forEach((name, path) -> texts.put(name, text(path)));
        } catch (UncheckedIOException e) {
            texts.put(folder.toString(), e.toString());
        }
        return new RouteTexts(texts);
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** The files that Camel loads. */
    SortedMap<String, String> loaded() {
        var loaded = new TreeMap<>(texts);
        loaded.keySet().removeIf(name -> !RouteFolder.isLoaded(name));
        return loaded;
    }

    /** Such as {@code mp4.camel.yaml, proxy.camel.yaml (new), old.camel.yaml (deleted)}; empty where nothing changed. */
    String changesSince(RouteTexts before) {
        List<String> changes = new ArrayList<>();
        var names = new TreeSet<>(texts.keySet());
        names.addAll(before.texts.keySet());
        for (String name : names) {
            if (!texts.containsKey(name)) {
                changes.add(name + " (deleted)");
            } else if (!before.texts.containsKey(name)) {
                changes.add(name + " (new)");
            } else if (!texts.get(name).equals(before.texts.get(name))) {
                changes.add(name);
            }
        }
        return String.join(", ", changes);
    }
}
