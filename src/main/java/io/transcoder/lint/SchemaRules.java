package io.transcoder.lint;

import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Rule;
import io.transcoder.lint.model.SchemaCheck.Kind;
import java.util.List;

/** What Camel's schema has against the files. */
final class SchemaRules {
    private SchemaRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.error(
                        "unknown-field",
                        "Camel stops at it when it starts, or passes over it without a word, as in a Kamelet.",
                        "Write a field that Camel has. The options of an address stand under 'parameters:'.",
                        (folder, found) -> report(Kind.UNKNOWN_FIELD, folder, found)),
                Rule.error(
                        "wrong-value",
                        "The start fails, or the step does something else than the file says.",
                        "Give the field what it takes.",
                        (folder, found) -> report(Kind.WRONG_VALUE, folder, found)));
    }

    static void report(Kind kind, RouteFolder folder, Findings found) {
        folder.misfits().stream().filter(misfit -> misfit.kind() == kind).forEach(misfit -> misfit.report(found));
    }
}
