package io.transcoder.bitmovin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The ids of Bitmovin's resources by their names. A name is looked up once; an id is taken as it is. Names are not unique at
 * Bitmovin, so one that stands for several resources is refused.
 */
public final class ResourceIds {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int PAGE = 100;

    private final Supplier<Bitmovin> bitmovin;
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    public ResourceIds(Supplier<Bitmovin> bitmovin) {
        this.bitmovin = bitmovin;
    }

    public String input(String nameOrId) {
        return id("input", "/encoding/inputs", nameOrId);
    }

    public String output(String nameOrId) {
        return id("output", "/encoding/outputs", nameOrId);
    }

    public String codecConfig(String nameOrId) {
        return id("codec configuration", "/encoding/configurations", nameOrId);
    }

    public String filter(String nameOrId) {
        return id("filter", "/encoding/filters", nameOrId);
    }

    /** Forgets what was looked up: somebody may have made or renamed a resource. */
    public void forget() {
        ids.clear();
    }

    private String id(String kind, String path, String nameOrId) {
        if (UUID.matcher(nameOrId).matches()) {
            return nameOrId;
        }
        String known = ids.get(path + ' ' + nameOrId);
        if (known != null) {
            return known;
        }
        String found = find(kind, path, nameOrId);
        ids.put(path + ' ' + nameOrId, found);
        return found;
    }

    private String find(String kind, String path, String name) {
        List<Map<?, ?>> all = list(path);
        List<String> matches = all.stream()
                .filter(item -> name.equals(item.get("name")))
                .map(item -> String.valueOf(item.get("id")))
                .toList();
        if (matches.size() == 1) {
            return matches.get(0);
        }
        String names = all.stream()
                .map(item -> String.valueOf(item.get("name")))
                .distinct()
                .sorted()
                .toList()
                .toString();
        throw new UnknownResourceException(
                matches.isEmpty()
                        ? "Bitmovin has no " + kind + " named '" + name + "'; it has " + names
                        : "Bitmovin has several " + kind + "s named '" + name + "': " + matches
                                + "; name one by its id, or delete the others");
    }

    private List<Map<?, ?>> list(String path) {
        List<Map<?, ?>> all = new ArrayList<>();
        for (int offset = 0; ; offset += PAGE) {
            Object items = bitmovin.get()
                    .call("GET " + path + "?limit=" + PAGE + "&offset=" + offset, null)
                    .get("items");
            List<?> page = items instanceof List<?> list ? list : List.of();
            page.forEach(item -> all.add((Map<?, ?>) item));
            if (page.size() < PAGE) {
                return all;
            }
        }
    }
}
