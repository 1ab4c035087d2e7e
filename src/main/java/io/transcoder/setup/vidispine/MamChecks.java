package io.transcoder.setup.vidispine;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The doctor's checks of the MAM: where it looks for results, and which it takes.
 *
 * @param longestJob of late, empty where there was none
 */
public record MamChecks(Installation installation, VidiCore vidiCore, Supplier<Optional<Duration>> longestJob) {
    private static final int DIGITS = 12;

    public List<Check> all() {
        List<Check> checks = new ArrayList<>();
        List<Registration> registrations = Registration.of(installation);
        var steps = new VidispineSteps(registrations, vidiCore, false);
        for (Registration registration : registrations) {
            checks.add(new Check(
                    VidispineSteps.where(registration),
                    "the MAM would not take results, or take wrong ones",
                    () -> contract(registration, steps)));
        }
        checks.add(new Check("storages of the MAM", "the MAM would empty the queue", this::storages));
        return checks;
    }

    private List<Finding> contract(Registration registration, VidispineSteps steps) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode resource : steps.find(registration)) {
            JsonNode transcoder = resource.path("externalTranscoder");
            place(registration, transcoder, Registration.SOURCE, "mam-source", findings);
            place(registration, transcoder, Registration.DESTINATION, "mam-destination", findings);
            regex(registration, transcoder, findings);
            timeout(registration, transcoder, findings);
        }
        return findings;
    }

    private static void place(
            Registration registration, JsonNode transcoder, String element, String finding, List<Finding> findings) {
        String actual = Registration.place(transcoder.path(element).asText());
        String expected = Registration.place(registration.elements().get(element));
        if (!actual.equals(expected)) {
            findings.add(Finding.of(finding, VidispineSteps.where(registration), actual, expected));
        }
    }

    private void regex(Registration registration, JsonNode transcoder, List<Finding> findings) {
        var names = new ResultNames(transcoder.path(Registration.REGEX).asText(), installation.outputSuffix());
        List<String> faults = names.faults();
        for (String fault : faults) {
            findings.add(Finding.of(
                    "mam-pattern",
                    VidispineSteps.where(registration),
                    fault,
                    Registration.regex(installation.outputSuffix())));
        }
        if (faults.isEmpty() && names.mixesUpFreeNames()) {
            findings.add(Finding.of("mam-free-names", VidispineSteps.where(registration)));
        }
    }

    /** The unit is not documented: what is too short even in seconds is certain, what is in milliseconds alone is not. */
    private void timeout(Registration registration, JsonNode transcoder, List<Finding> findings) {
        String text = transcoder.path(Registration.TIMEOUT).asText();
        Optional<Duration> longest = longestJob.get();
        if (!text.matches("\\d{1," + DIGITS + "}") || longest.isEmpty()) {
            return;
        }
        long timeout = Long.parseLong(text);
        String where = VidispineSteps.where(registration);
        long seconds = longest.get().toSeconds();
        if (Duration.ofSeconds(timeout).compareTo(longest.get()) < 0) {
            findings.add(Finding.of("mam-timeout", where, text, seconds));
        } else if (Duration.ofMillis(timeout).compareTo(longest.get()) < 0) {
            findings.add(Finding.of("mam-timeout-in-milliseconds", where, text, seconds));
        }
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
