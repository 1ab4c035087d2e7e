package io.transcoder.lint.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteCoverageTest {
    private static final String ROUTES = """
            - route:
                id: a
                from:
                  uri: direct:a
                  steps:
                    - choice:
                        id: which
                        when:
                          - id: yes-branch
                            expression: { simple: { expression: "${body} == 'yes'" } }
                            steps:
                              - setBody: { id: taken, expression: { constant: { expression: b } } }
                        otherwise:
                          id: no-branch
                          steps:
                            - doTry:
                                id: try
                                steps:
                                  - log: { message: a step without an id }
                                  - throwException: { id: fails, exceptionType: java.io.IOException, message: a }
                                  - stop: { id: never }
                                doCatch:
                                  - id: caught
                                    exception: [java.io.IOException]
                                    steps:
                                      - stop: { id: in-catch }
            """;

    @TempDir
    private Path directory;

    @Test
    void theStepsThatRanAreWrittenDownOnceAndNoOthers() throws Exception {
        run("application", "yes", "yes");

        assertThat(Files.readAllLines(directory.resolve("1.txt"))).containsExactly("which", "taken");
    }

    @Test
    void whatFailsAndWhatFollowsIsWrittenDown() throws Exception {
        run("application", "no");

        assertThat(RouteCoverage.recorded(directory)).containsExactly("fails", "in-catch", "which");
    }

    @Test
    void aContextOfATestsOwnIsNotTheApplication() throws Exception {
        run("another", "yes");

        assertThat(RouteCoverage.recorded(directory)).isEmpty();
    }

    @Test
    void theFilesOfAllProcessesCount() throws IOException {
        Files.writeString(directory.resolve("1.txt"), "a\nb\n");
        Files.writeString(directory.resolve("2.txt"), "b\nc\n");

        assertThat(RouteCoverage.recorded(directory)).containsExactly("a", "b", "c");
        assertThat(RouteCoverage.recorded(directory.resolve("none"))).isEmpty();
    }

    @Test
    void theStepsAreThoseThatCanRun() {
        assertThat(RouteCoverage.steps(List.of(RouteFile.of("a.camel.yaml", ROUTES))))
                .containsExactly("fails", "in-catch", "never", "taken", "which");
    }

    @Test
    void theStepsOfErrorClausesCountAndThoseOfKameletsDoNot() {
        var errors = RouteFile.of(
                "a.camel.yaml",
                "- routeConfiguration: { id: a, onException: [{ onException: { id: b, steps: [{ stop: { id: c } }] } }] }");
        var kamelet = RouteFile.of(
                "k.kamelet.yaml",
                "spec: { template: { from: { uri: 'kamelet:source', steps: [{ stop: { id: d } }] } } }");

        assertThat(RouteCoverage.steps(List.of(errors, kamelet))).containsExactly("c");
    }

    @Test
    void aStepThatNoTestRanIsAProblem() {
        assertThat(RouteCoverage.problems(Set.of("a"), Set.of(), Set.of())).containsExactly("a: no test ran it");
        assertThat(RouteCoverage.problems(Set.of("a"), Set.of("a", "kamelet-step"), Set.of()))
                .isEmpty();
        assertThat(RouteCoverage.problems(Set.of("a"), Set.of(), Set.of("a"))).isEmpty();
    }

    @Test
    void theListHoldsNothingThatIsNoStep() {
        assertThat(RouteCoverage.problems(Set.of(), Set.of(), Set.of("b")))
                .containsExactly("b: is no step, take it off the list");
    }

    private void run(String name, String... bodies) throws Exception {
        try (var recorder = new RouteRecorder(directory.resolve("1.txt"), "application")) {
            recorder.open();
            try (var context = new DefaultCamelContext()) {
                context.getCamelContextExtension().setName(name);
                PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("a.camel.yaml", ROUTES));
                context.start();
                try (var template = context.createProducerTemplate()) {
                    for (String body : bodies) {
                        template.sendBody("direct:a", body);
                    }
                }
            }
        }
    }
}
