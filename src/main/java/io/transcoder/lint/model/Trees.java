package io.transcoder.lint.model;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads trees of maps, lists and scalars without a cast. */
public final class Trees {
    private Trees() {}

    public static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Those of a list; of anything else, the one; none of null. */
    public static List<?> items(Object value) {
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    /** Empty where the key has no text. */
    public static String text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text ? text : "";
    }

    public static boolean isBlank(Object value) {
        return value == null || value.toString().isBlank();
    }

    /** Hands over every text in the tree, the keys as well. */
    public static void texts(Object tree, Consumer<String> consumer) {
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                texts(key, consumer);
                texts(value, consumer);
            });
        } else if (tree instanceof List<?> list) {
            list.forEach(item -> texts(item, consumer));
        } else if (tree instanceof String text) {
            consumer.accept(text);
        }
    }
}
