package io.transcoder.setup.vidispine;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.setup.step.Level;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Steps on the shape tags and external transcoders of the MAM. */
public final class VidispineSteps {
    static final String TRANSCODERS = "/resource/externalTranscoder";

    private final List<Registration> registrations;
    private final VidiCore vidiCore;
    private final boolean renew;
    private final Set<String> renewed = new HashSet<>();

    /** @param renew whether what cannot be compared, the keys in the URIs, is written anew */
    public VidispineSteps(List<Registration> registrations, VidiCore vidiCore, boolean renew) {
        this.renew = renew;
        this.registrations = registrations;
        this.vidiCore = vidiCore;
    }

    public List<Step> all() {
        List<Step> steps = new ArrayList<>();
        for (Registration registration : registrations) {
            String path = "/shape-tag/" + VidiCore.encoded(registration.shapeTag());
            steps.add(new Step(
                    StepName.SHAPE_TAG,
                    "shape tag '" + registration.shapeTag() + "'",
                    "mp4",
                    () -> vidiCore.get(path).isPresent()
                            ? Look.right("is there")
                            : Look.missing("there is no such shape tag"),
                    () -> vidiCore.write("PUT", path, Registration.shapeTagXml())));
            steps.add(new Step(
                    StepName.TRANSCODER,
                    where(registration),
                    registration.summary(),
                    () -> look(registration),
                    () -> make(registration)));
        }
        return steps;
    }

    static String where(Registration registration) {
        return "external transcoder of '" + registration.shapeTag() + "'";
    }

    private Look look(Registration registration) {
        List<JsonNode> found = find(registration);
        if (found.isEmpty()) {
            return Look.missing("there is none for this shape tag");
        }
        if (found.size() > 1) {
            List<String> ids =
                    found.stream().map(resource -> resource.path("id").asText()).toList();
            return Look.stuck(
                    "there are several for this shape tag: " + ids,
                    "delete all but one at the MAM, then transcoder setup vidispine");
        }
        List<String> differences = registration.differences(found.get(0).path("externalTranscoder"));
        String id = found.get(0).path("id").asText();
        if (differences.isEmpty() && renew && !renewed.contains(registration.shapeTag())) {
            return Look.missing(id + " is there; its keys cannot be seen, and are written anew");
        }
        return differences.isEmpty()
                ? Look.right("is there, " + id)
                : Look.different(id + " has another " + String.join(", ", differences) + " than the configuration")
                        .as(Level.NOTE);
    }

    private void make(Registration registration) {
        List<JsonNode> found = find(registration);
        if (found.isEmpty()) {
            vidiCore.write("POST", TRANSCODERS, registration.xml());
        } else {
            vidiCore.write(
                    "PUT",
                    TRANSCODERS + "/" + VidiCore.encoded(found.get(0).path("id").asText()),
                    registration.xml());
        }
        renewed.add(registration.shapeTag());
    }

    List<JsonNode> find(Registration registration) {
        return vidiCore.list(TRANSCODERS, "resource").stream()
                .filter(resource -> resource.path("externalTranscoder")
                        .path("shapeTag")
                        .asText()
                        .equals(registration.shapeTag()))
                .toList();
    }
}
