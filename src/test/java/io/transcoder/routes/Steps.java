package io.transcoder.routes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the parts of a tree of routes that the rules speak of. */
final class Steps {
    private static final Set<String> BRANCHES = Set.of("when", "otherwise", "doCatch", "doFinally", "onException");

    /**
     * A step, a branch of a step, or an error clause.
     *
     * @param kind e.g. {@code to} or {@code when}
     * @param body empty where it has none
     * @param isHolder whether it only holds steps, so that Camel makes no processor of it that could be watched
     */
    record Step(String kind, Map<?, ?> body, boolean isHolder) {
        String text(String key) {
            return body.get(key) instanceof String text ? text : "";
        }

        Map<?, ?> parameters() {
            return asMap(body.get("parameters"));
        }

        String id() {
            return text("id");
        }
    }

    private Steps() {}

    static List<Step> of(RouteFile file) {
        List<Step> found = new ArrayList<>();
        for (Object entry : file.entries()) {
            collect(entry, found);
        }
        return found;
    }

    /** The bodies of the entries of one kind, e.g. {@code route}. */
    static List<Map<?, ?>> entries(RouteFile file, String kind) {
        List<Map<?, ?>> found = new ArrayList<>();
        for (Object entry : file.entries()) {
            if (asMap(entry).containsKey(kind)) {
                found.add(asMap(asMap(entry).get(kind)));
            }
        }
        return found;
    }

    /** Hands over every text in the tree, the keys as well. */
    static void texts(Object tree, Consumer<String> consumer) {
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

    /** The tree without its {@code from.uri}, so that what is left of the addresses are calls. */
    static Object withoutFromUri(Object tree) {
        if (tree instanceof List<?> list) {
            return list.stream().map(Steps::withoutFromUri).toList();
        }
        if (!(tree instanceof Map<?, ?> map)) {
            return tree;
        }
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (key.equals("from") && value instanceof Map<?, ?> from) {
                Map<Object, Object> rest = new LinkedHashMap<>(from);
                rest.remove("uri");
                copy.put(key, withoutFromUri(rest));
            } else {
                copy.put(key, withoutFromUri(value));
            }
        });
        return copy;
    }

    static Map<?, ?> asMap(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static void collect(Object tree, List<Step> found) {
        if (tree instanceof List<?> list) {
            list.forEach(item -> collect(item, found));
        }
        if (!(tree instanceof Map<?, ?> map)) {
            return;
        }
        map.forEach((key, value) -> {
            if (key.equals("parameters")) {
                return;
            }
            if (key.equals("steps") && value instanceof List<?> steps) {
                for (Object step : steps) {
                    asMap(step)
                            .forEach((kind, body) ->
                                    found.add(new Step(kind.toString(), asMap(body), kind.equals("doTry"))));
                }
            } else if (BRANCHES.contains(key.toString())) {
                if (value instanceof Map<?, ?> branch) {
                    found.add(new Step(key.toString(), branch, true));
                } else if (value instanceof List<?> branches && !key.equals("onException")) {
                    branches.forEach(branch -> found.add(new Step(key.toString(), asMap(branch), true)));
                }
            }
            collect(value, found);
        });
    }
}
