package io.transcoder.setup.vidispine;

import static io.transcoder.config.Setting.VIDISPINE_ON_FAILURE;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The doctor's checks of the MAM: where it looks for results, and which it takes.
 *
 * @param longestJob of late, empty where there was none
 */
public record MamChecks(Installation installation, VidiCore vidiCore, Supplier<Optional<Duration>> longestJob) {
    public List<Check> all() {
        var steps = new VidispineSteps(installation, vidiCore, false);
        List<Check> checks = new ArrayList<>();
        Registration.of(installation)
                .forEach(registration -> checks.add(new Check(
                        VidispineSteps.where(registration),
                        "the MAM would not take results, or take wrong ones",
                        where -> contract(registration, steps, where))));
        checks.add(new Check("storages of the MAM", "the MAM would empty the queue", where -> storages()));
        if (installation.text(VIDISPINE_ON_FAILURE).equals("abort")) {
            checks.add(new Check("jobs of the MAM", "the MAM could not be told of failures", where -> jobs()));
        }
        return checks;
    }

    private List<Finding> contract(Registration registration, VidispineSteps steps, String where) {
        return steps.find(registration).stream()
                .map(resource -> resource.path("externalTranscoder"))
                .flatMap(transcoder -> Stream.of(
                                place(registration, transcoder, where, Registration.SOURCE, "mam-source"),
                                place(registration, transcoder, where, Registration.DESTINATION, "mam-destination"),
                                regex(transcoder, where),
                                timeout(transcoder, where))
                        .flatMap(Function.identity()))
                .toList();
    }

    private static Stream<Finding> place(
            Registration registration, JsonNode transcoder, String where, String element, String finding) {
        String actual = Registration.place(transcoder.path(element).asText());
        String expected = Registration.place(registration.elements().get(element));
        return actual.equals(expected) ? Stream.empty() : Stream.of(Finding.of(finding, where, actual, expected));
    }

    private Stream<Finding> regex(JsonNode transcoder, String where) {
        var names = new ResultNames(transcoder.path(Registration.REGEX).asText(), installation.outputSuffix());
        List<String> faults = names.faults();
        if (faults.isEmpty() && names.mixesUpFreeNames()) {
            return Stream.of(Finding.of("mam-free-names", where));
        }
        String mend = installation.resultPattern();
        return faults.stream().map(fault -> Finding.of("mam-pattern", where, fault, mend));
    }

    /** The unit is not documented: what is too short even in seconds is certain, what is in milliseconds alone is not. */
    private Stream<Finding> timeout(JsonNode transcoder, String where) {
        String text = transcoder.path(Registration.TIMEOUT).asText();
        Optional<Duration> longest = longestJob.get();
        if (!text.matches("\\d{1,12}") || longest.isEmpty()) {
            return Stream.empty();
        }
        long timeout = Long.parseLong(text);
        long seconds = longest.get().toSeconds();
        if (Duration.ofSeconds(timeout).compareTo(longest.get()) < 0) {
            return Stream.of(Finding.of("mam-timeout", where, text, seconds));
        }
        return Duration.ofMillis(timeout).compareTo(longest.get()) < 0
                ? Stream.of(Finding.of("mam-timeout-in-milliseconds", where, text, seconds))
                : Stream.empty();
    }

    /** Whether they may be aborted, only an abort would show. */
    private List<Finding> jobs() {
        vidiCore.list("/job?type=TRANSCODE&state=STARTED&user=false&number=1", "job");
        return List.of();
    }

    private List<Finding> storages() {
        String queue = installation.eventsQueue();
        String name = queue.substring(queue.lastIndexOf('/') + 1);
        return vidiCore.list("/storage", "storage").stream()
                .filter(storage -> reads(storage, name))
                .map(storage -> Finding.of(
                        "mam-takes-events", "storage " + storage.path("id").asText() + " of the MAM", name))
                .toList();
    }

    private static boolean reads(JsonNode node, String queue) {
        if (node.path("key").asText().equals("sqsName")) {
            return node.path("value").asText().equals(queue);
        }
        for (JsonNode child : node) {
            if (reads(child, queue)) {
                return true;
            }
        }
        return false;
    }
}
