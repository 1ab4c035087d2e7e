package io.transcoder.lint;

import io.transcoder.lint.RulesTest.Example;

/** Short ways to write examples of one rule. */
final class Examples {
    private Examples() {}

    static Example fails(String rule, String about, String line, PlantedRoutes routes) {
        return new Example(rule, about, routes, line);
    }

    static Example passes(String rule, String about, PlantedRoutes routes) {
        return new Example(rule, about, routes, null);
    }

    /** One route from a timer, with these steps, a line each. */
    static PlantedRoutes steps(String... lines) {
        return PlantedRoutes.none()
                .add("a.camel.yaml", """
                - route:
                    id: a
                    description: Text.
                    from:
                      uri: timer:a
                      steps:
                """ + String.join("\n", lines).indent(8));
    }

    static PlantedRoutes routes(String text) {
        return PlantedRoutes.none().add("a.camel.yaml", text);
    }

    static PlantedRoutes kamelet(String name, String text) {
        return PlantedRoutes.none().add("kamelets/" + name + ".kamelet.yaml", text);
    }
}
