package io.transcoder.lint.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.lint.PlantedRoutes;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Looks at what all tests together ran, so it is no test among them: the build runs it after them, in {@code verify},
 * and leaves it out where {@code -Dtest} picked some.
 */
@EnabledIfSystemProperty(named = "routes.coverage", matches = "complete")
class RouteCoverageCheck {
    /**
     * Only a crash or a race leads to these. The crash matrix runs them, in processes of its own which write nothing down; here
     * they run by chance.
     */
    private static final Set<String> BY_CHANCE = Set.of(
            "claim-of-job",
            "close-cleaned",
            "delete-ours",
            "name-the-claim",
            "nobody-at-it",
            "read-end",
            "say-job-next-round",
            "say-next-round",
            "say-orders-next-period",
            "say-orphans-stay",
            "say-settled-by-another",
            "settle-ended",
            "start-claimed");

    @Test
    void everyStepOfEveryRouteRanInSomeTest() {
        Set<String> ran = RouteCoverage.recorded(RouteCoverage.DIRECTORY);

        assertThat(ran)
                .as("what the tests wrote into " + RouteCoverage.DIRECTORY)
                .isNotEmpty();
        assertThat(RouteCoverage.problems(
                        RouteCoverage.steps(PlantedRoutes.shipped().files()), ran, BY_CHANCE))
                .isEmpty();
    }
}
