package io.transcoder.sandbox.encoder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the endpoint of a method and path; the more literal template wins. */
final class Router {
    @FunctionalInterface
    interface Endpoint {
        Reply answer(Request request);
    }

    /** @param template such as {@code /encoding/encodings/{encodingId}/start} */
    record Route(String method, String template, Endpoint endpoint) {
        Optional<Map<String, String>> match(String path) {
            String[] wanted = template.split("/", -1);
            String[] given = path.split("/", -1);
            if (wanted.length != given.length) {
                return Optional.empty();
            }
            Map<String, String> ids = new HashMap<>();
            for (int i = 0; i < wanted.length; i++) {
                if (wanted[i].startsWith("{")) {
                    ids.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
                } else if (!wanted[i].equals(given[i])) {
                    return Optional.empty();
                }
            }
            return Optional.of(ids);
        }

        private long placeholders() {
            return template.chars().filter(c -> c == '{').count();
        }
    }

    record Match(Route route, Map<String, String> ids) {}

    private final List<Route> routes = new ArrayList<>();

    Router add(String method, String template, Endpoint endpoint) {
        routes.add(new Route(method, template, endpoint));
        routes.sort((a, b) -> Long.compare(a.placeholders(), b.placeholders()));
        return this;
    }

    Optional<Match> find(String method, String path) {
        return routes.stream()
                .filter(route -> route.method().equals(method))
                .flatMap(route -> route.match(path).map(ids -> new Match(route, ids)).stream())
                .findFirst();
    }

    /** Whether another method is known for the path. */
    boolean knows(String path) {
        return routes.stream().anyMatch(route -> route.match(path).isPresent());
    }
}
