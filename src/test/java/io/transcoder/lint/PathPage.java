package io.transcoder.lint;

import io.transcoder.lint.PathRecorder.Ran;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.Trees;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The way of an upload as a page for people: each route that it enters, in order. */
final class PathPage {
    private static final String HEAD = """
            # The path of an upload

            What the shipped routes do with one upload that the profile `mp4` encodes, when nothing goes wrong: each route and Kamelet
            that control passes to, in order, with its file, what it is for, and the steps of it that run. This page is made from an
            upload that ran. `validate` and the YAML say what happens otherwise.

            A message of the queue begins the first part, the timer of the watcher the second. Between them the encoder works. Who sets
            which variable on the way, and who reads it: [variables](reference/variables.md).
            """;

    private final List<RouteFile> files;
    private final Set<String> opened = new LinkedHashSet<>();
    /** Those that come back to their caller at their end, and may be called again. */
    private final Set<String> calls = Set.of("bitmovin", "head-source");

    private final StringBuilder text = new StringBuilder(HEAD);
    private int hops;
    private int steps;

    PathPage(List<RouteFile> files, List<Ran> intake, List<Ran> watch) {
        this.files = files;
        part("From the message to the start", intake);
        part("From the end of the encoding to the end of the job", watch);
        text.append("\nAltogether control passes to a route or a Kamelet ")
                .append(hops)
                .append(" times, and ")
                .append(steps)
                .append(" steps run. Files of routes on the way: ")
                .append(String.join(
                        ", ", opened.stream().map(file -> "`" + file + "`").toList()))
                .append(".\n");
    }

    String text() {
        return text.toString();
    }

    int hops() {
        return hops;
    }

    int steps() {
        return steps;
    }

    /** Those of routes, without Kamelets. */
    Set<String> files() {
        return opened;
    }

    private void part(String title, List<Ran> ran) {
        text.append("\n## ")
                .append(title)
                .append("\n\n| | route | file | what it is for | steps |\n|---|---|---|---|---|\n");
        Set<String> entered = new HashSet<>();
        int from = 0;
        for (int i = 1; i <= ran.size(); i++) {
            Ran first = ran.get(from);
            if (i == ran.size() || !ran.get(i).route().equals(first.route())) {
                boolean isNew = entered.add(first.route() + first.exchange());
                row(first.route(), ran.subList(from, i), !isNew && !calls.contains(first.route()));
                from = i;
            }
        }
    }

    private void row(String route, List<Ran> ran, boolean back) {
        steps += ran.size();
        RouteFile file = files.stream()
                .filter(one -> one.isKamelet() ? one.stem().equals(route) : isIn(one, route))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No file has the route " + route));
        if (!file.isKamelet()) {
            opened.add(file.name());
        }
        if (!back) {
            hops++;
        }
        text.append("| ")
                .append(back ? "back" : String.valueOf(hops))
                .append(" | `")
                .append(route)
                .append("` | ")
                .append(back ? "" : "`" + file.name() + "`")
                .append(" | ")
                .append(back ? "" : description(file, route))
                .append(" | ")
                .append(ran.size())
                .append(" |\n");
    }

    private static boolean isIn(RouteFile file, String route) {
        return file.routes().stream().anyMatch(one -> one.id().equals(route));
    }

    private static String description(RouteFile file, String route) {
        if (file.isKamelet()) {
            return Trees.text(file.at("spec", "definition"), "title").strip() + ".";
        }
        return file.routes().stream()
                .filter(one -> one.id().equals(route))
                .map(one -> Trees.text(one.body(), "description"))
                .findFirst()
                .orElseThrow()
                .strip()
                .replace("|", "\\|");
    }
}
