package io.transcoder.setup.vidispine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.transcoder.config.Setting;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Steps on the shape tags and external transcoders of the MAM.
 *
 * @param renew whether what cannot be compared, the keys in the URIs, is written anew where the configuration has keys
 * @param renewed the shape tags for which that has been done
 */
public record VidispineSteps(Installation installation, VidiCore vidiCore, boolean renew, Set<String> renewed) {
    private static final String TRANSCODERS = "/resource/externalTranscoder";

    public VidispineSteps(Installation installation, VidiCore vidiCore, boolean renew) {
        this(installation, vidiCore, renew, new HashSet<>());
    }

    public List<Step> all() {
        List<Step> steps = new ArrayList<>();
        for (Registration registration : Registration.of(installation)) {
            String path = "/shape-tag/" + VidiCore.encoded(registration.shapeTag());
            steps.add(new Step(
                    StepName.SHAPE_TAG,
                    "shape tag '" + registration.shapeTag() + "'",
                    () -> vidiCore.get(path).isPresent() ? Look.right("is there") : Look.of("no-shape-tag"),
                    () -> vidiCore.write("PUT", path, Registration.shapeTagXml())));
            steps.add(new Step(
                    StepName.TRANSCODER,
                    where(registration),
                    () -> look(registration),
                    () -> make(registration),
                    registration.summary()));
        }
        return steps;
    }

    static String where(Registration registration) {
        return "external transcoder of '" + registration.shapeTag() + "'";
    }

    private Look look(Registration registration) {
        List<JsonNode> found = find(registration);
        if (found.isEmpty()) {
            return Look.of("no-transcoder");
        }
        if (found.size() > 1) {
            return Look.of(
                    "several-transcoders",
                    found.stream().map(resource -> resource.path("id").asText()).toList());
        }
        JsonNode there = found.get(0).path("externalTranscoder");
        String id = found.get(0).path("id").asText();
        String differences = String.join(", ", registration.differences(there));
        boolean hasKeys = installation.settings().isSet(Setting.VIDISPINE_BUCKET_ACCESS_KEY);
        boolean renews = renew && hasKeys && !renewed.contains(registration.shapeTag());
        if (differences.isEmpty() && !renews) {
            return Look.right("is there, " + id);
        }
        Set<String> options = Registration.otherOptions(there);
        if (!options.isEmpty()) {
            return Look.of(
                    "options-unknown", id, differences.isEmpty() ? "keys" : differences, String.join(", ", options));
        }
        if (!hasKeys) {
            return Look.of("keys-not-given", id, differences);
        }
        return differences.isEmpty() ? Look.of("keys-unseen", id) : Look.of("transcoder-differs", id, differences);
    }

    private void make(Registration registration) {
        List<JsonNode> found = find(registration);
        if (found.isEmpty()) {
            vidiCore.write("POST", TRANSCODERS, registration.xml(MissingNode.getInstance()));
        } else {
            String id = VidiCore.encoded(found.get(0).path("id").asText());
            vidiCore.write(
                    "PUT", TRANSCODERS + "/" + id, registration.xml(found.get(0).path("externalTranscoder")));
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
