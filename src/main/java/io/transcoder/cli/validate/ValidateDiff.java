package io.transcoder.cli.validate;

import io.transcoder.cli.common.Configuration;
import io.transcoder.config.ConfigurationException;
import io.transcoder.config.Setting;
import io.transcoder.failure.StartFailure;
import io.transcoder.lint.RouteReview;
import io.transcoder.rehearsal.EventSet;
import io.transcoder.rehearsal.Rehearsal;
import io.transcoder.rehearsal.Rehearsed;
import io.transcoder.rehearsal.TextDiff;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Plays the same events to two folders of routes and tells what changes for the encoder and for the MAM. */
final class ValidateDiff {
    /** What is different for one event, in the form that is printed as JSON. */
    record Difference(String event, List<RouteDiff.Change> changes) {}

    private final Configuration before;
    private final Configuration after;

    /** @param old of the configuration of the old routes, which may be the same */
    ValidateDiff(Configuration old, Path oldRoutes, Configuration now, Path newRoutes) {
        before = at(old, oldRoutes);
        after = at(now, newRoutes);
    }

    private static Configuration at(Configuration configuration, Path routes) {
        Map<String, String> effective = new HashMap<>(configuration.effective());
        effective.put(Setting.ROUTES_DIRECTORY.key(), routes.toString());
        return new Configuration(configuration.file(), effective);
    }

    /**
     * What the new routes break.
     *
     * @throws ConfigurationException where one of the configurations can't be used
     */
    List<String> faults() {
        before.requireWithoutSecrets();
        after.requireWithoutSecrets();
        var review = new RouteReview(after.effective(), after.file());
        return review.findings().stream()
                .filter(finding -> finding.rule().isError())
                .map(review::line)
                .toList();
    }

    /** @param place null for the samples */
    List<EventSet.Event> events(Path place) {
        if (place != null) {
            return EventSet.of(place, after.effective());
        }
        Map<String, String> all = new HashMap<>(before.effective());
        all.putAll(after.effective());
        return EventSet.samples(all);
    }

    /**
     * One for each event, in their order.
     *
     * @throws ConfigurationException where one of the folders can't be loaded
     */
    List<Difference> differences(List<EventSet.Event> events) {
        List<Rehearsed> was = play(before, events);
        List<Rehearsed> is = play(after, events);
        var diff = new RouteDiff();
        var masks = new Masks(before, after);
        return IntStream.range(0, events.size())
                .mapToObj(i -> new Difference(
                        events.get(i).name(),
                        diff.changes(was.get(i), is.get(i)).stream()
                                .map(masks::masked)
                                .toList()))
                .toList();
    }

    private static List<Rehearsed> play(Configuration configuration, List<EventSet.Event> events) {
        List<Rehearsed> played = new ArrayList<>();
        try (var rehearsal = new Rehearsal(configuration.effective(), configuration.file())) {
            events.forEach(event -> played.add(rehearsal.play(event.body())));
        } catch (RuntimeException e) {
            throw new ConfigurationException(configuration.routes() + ": " + StartFailure.line(e));
        }
        return played;
    }

    /** Events that change in the same way, but for the names of their sources, are shown once. */
    static void print(List<Difference> differences, PrintWriter out) {
        Map<Set<String>, String> shown = new HashMap<>();
        List<Difference> changed =
                differences.stream().filter(one -> !one.changes().isEmpty()).toList();
        for (Difference one : changed) {
            String alike = shown.putIfAbsent(signature(one.changes()), one.event());
            if (alike == null) {
                out.println("event " + one.event());
                one.changes().forEach(change -> print(change, out));
            } else {
                out.println("event " + one.event() + ": as " + alike);
            }
            out.println();
        }
        out.println(
                changed.isEmpty()
                        ? "No change in " + differences.size() + " events."
                        : changed.size() + " of " + differences.size() + " events change.");
    }

    private static Set<String> signature(List<RouteDiff.Change> changes) {
        List<String> sources = changes.stream()
                .filter(change -> !change.ofCall())
                .map(change -> change.about().substring(change.about().indexOf('/') + 1))
                .toList();
        return changes.stream()
                .map(change -> {
                    String text = change.what()
                            + (change.ofCall() ? change.about() : "")
                            + TextDiff.of(change.before(), change.after()).stream()
                                    .filter(line -> !line.startsWith(" "))
                                    .collect(Collectors.joining("\n"));
                    for (String source : sources) {
                        String name = source.substring(source.lastIndexOf('/') + 1);
                        text = text.replace(source, "*")
                                .replace(name, "*")
                                .replace(name.replace("\\", "\\\\").replace("\"", "\\\""), "*");
                    }
                    return text;
                })
                .collect(Collectors.toSet());
    }

    private static void print(RouteDiff.Change change, PrintWriter out) {
        String fate = change.before() == null ? "new " : change.after() == null ? "gone " : "";
        String what = change.ofCall() ? "" : change.what() + " of ";
        out.println("  " + fate + what + LogText.safe(change.about()));
        TextDiff.of(change.before(), change.after()).forEach(line -> out.println("      " + LogText.safe(line)));
    }
}
