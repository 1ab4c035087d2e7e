package io.transcoder.lint;

import io.transcoder.lint.model.Rule;
import java.util.List;

/** The rules as a page for people. */
final class RulesPage {
    private static final String HEAD = """
            # Rules

            `validate` judges the routes by these rules before it loads them, and `run` does not start where an error is
            found. Each is here because something went wrong that Camel does not notice. This page is made from the rules.

            The first two, and `short-form`, hold every field of every file against Camel's own schema, in the form that later
            versions keep. A start looks as well: it takes less than a tenth of a second, and the application takes no upload with a
            route that says something else than its author meant.

            A rule can be waived where there is a reason, by a line in the `note` of a step (it then holds for the steps in it
            too), of a route, or, for a Kamelet, in `metadata.annotations.note`:

            ```yaml
            - to:
                id: delete-ours
                uri: kamelet:bitmovin-delete-encoding-action
                note: "waive call-without-error-configuration: the message stays in the queue"
            ```

            Findings in the configuration, and those of names and secrets in a file as a whole, have no note to be waived in.
            `code-in-routes` looks at the files before anything loads them, and is waived by the property `routes.allowed` alone.
            """;

    private RulesPage() {}

    static String of(List<Rule> rules) {
        var page = new StringBuilder(HEAD);
        for (Rule rule : rules) {
            page.append("\n## `").append(rule.id()).append("`\n\n");
            page.append(rule.isError() ? "Error. " : "Warning. ")
                    .append(rule.why())
                    .append("\n\n");
            page.append("Instead: ").append(rule.fix()).append('\n');
        }
        return page.toString();
    }
}
