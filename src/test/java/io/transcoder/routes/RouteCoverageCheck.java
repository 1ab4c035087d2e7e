package io.transcoder.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Looks at what all tests together ran, so it is no test among them: the build runs it after them, in {@code verify},
 * and leaves it out where {@code -Dtest} picked some.
 */
class RouteCoverageCheck {
    /** Steps that no test runs yet. It only ever gets shorter. */
    private static final Set<String> NOT_YET = Set.of();

    @Test
    void everyStepOfEveryRouteRanInSomeTest() {
        Set<String> ran = RouteCoverage.recorded(RouteCoverage.DIRECTORY);

        assertThat(ran)
                .as("what the tests wrote into " + RouteCoverage.DIRECTORY)
                .isNotEmpty();
        assertThat(RouteCoverage.problems(RouteCoverage.steps(RouteFile.shipped()), ran, NOT_YET))
                .isEmpty();
    }
}
