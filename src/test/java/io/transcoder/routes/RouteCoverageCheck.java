package io.transcoder.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Looks at what all tests together ran, so it is no test among them: the build runs it after them, in {@code verify},
 * and leaves it out where {@code -Dtest} picked some.
 */
@EnabledIfSystemProperty(named = "routes.coverage", matches = "complete")
class RouteCoverageCheck {
    /** Steps that no test runs yet. It only ever gets shorter. */
    private static final Set<String> NOT_YET = Set.of(
            "ask-before-delete",
            "ask-before-start",
            "claim-of-job",
            "close-cleaned",
            "close-for-next-attempt",
            "close-skipped",
            "count-no-profile",
            "delete-encoding",
            "delete-ours",
            "delete-refused",
            "delete-withdrawn",
            "deleted-now",
            "each-older-version",
            "each-upload",
            "end-as-lost",
            "end-as-refused",
            "end-as-skipped",
            "gone-already",
            "ignored",
            "keep-refusal",
            "make-one-of-each",
            "name-the-older",
            "name-xdcam-stereo-mp4",
            "never-started",
            "no-progress",
            "no-status",
            "one-record",
            "organisation",
            "post-stop-older",
            "post-stop-stuck",
            "record-stuck",
            "record-superseded",
            "say-job-next-round",
            "say-next-attempt",
            "say-next-round",
            "say-not-discarded",
            "send-next-attempt",
            "send-record",
            "settle-ended",
            "settle-lost",
            "settle-refused",
            "settle-skipped",
            "settle-start-refused",
            "start-again",
            "start-claimed",
            "start-later",
            "stop-older-version",
            "stop-without-progress",
            "unstarted",
            "use-xdcam-stereo-mp4",
            "withdraw-job",
            "withdrawn",
            "write-next-attempt",
            "xdcam-audio",
            "xdcam-deinterlace",
            "xdcam-encoding",
            "xdcam-file",
            "xdcam-left",
            "xdcam-mix",
            "xdcam-picture",
            "xdcam-right",
            "xdcam-video");

    @Test
    void everyStepOfEveryRouteRanInSomeTest() {
        Set<String> ran = RouteCoverage.recorded(RouteCoverage.DIRECTORY);

        assertThat(ran)
                .as("what the tests wrote into " + RouteCoverage.DIRECTORY)
                .isNotEmpty();
        assertThat(RouteCoverage.problems(
                        RouteCoverage.steps(PlantedRoutes.shipped().files()), ran, NOT_YET))
                .isEmpty();
    }
}
