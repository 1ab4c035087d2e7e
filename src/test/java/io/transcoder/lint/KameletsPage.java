package io.transcoder.lint;

import static java.util.stream.Collectors.joining;

import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.Trees;
import java.util.List;
import java.util.Map;

/** The Kamelets as a page for people. */
final class KameletsPage {
    private static final String HEAD = """
            # Kamelets

            The calls of Bitmovin's API that a profile is made of. A step calls one by `uri: kamelet:<name>` with its
            `parameters`. This page is made from `routes/kamelets`.

            A parameter is a value: its characters mean nothing to the address, to YAML or to Simple, whether they stand in the
            route or in a property. `fields` and the like, and all numbers, are trees of YAML, in which `${variable.…}` is
            evaluated and `${value:KEY}` stands for a property, as it is. A Kamelet of your own takes its parameters so too:
            `${value:NAME}` in a tree, and `${tree:NAME}` for a number or a list; `{{NAME}}` is replaced in the text before it
            is read.
            """;

    private KameletsPage() {}

    static String of(List<RouteFile> kamelets) {
        var page = new StringBuilder(HEAD);
        for (RouteFile kamelet : kamelets) {
            Map<?, ?> definition = kamelet.at("spec", "definition");
            page.append("\n## `").append(kamelet.stem()).append("`\n\n");
            page.append("**").append(definition.get("title")).append(".** ");
            page.append(Trees.text(definition, "description").strip()).append('\n');
            if (!kamelet.kameletProperties().isEmpty()) {
                page.append("\n| parameter | type | default | meaning | example |\n|---|---|---|---|---|\n");
                kamelet.kameletProperties()
                        .forEach((name, property) -> page.append(row(name.toString(), Trees.map(property))));
            }
        }
        return page.toString();
    }

    private static String row(String name, Map<?, ?> property) {
        String standard = property.containsKey("default") ? code(property.get("default")) : "required";
        return "| `" + name + "` | " + property.get("type") + " | " + standard + " | "
                + cell(property.get("description")) + choices(property) + " | " + code(property.get("example"))
                + " |\n";
    }

    private static String choices(Map<?, ?> property) {
        return property.get("enum") instanceof List<?> values
                ? values.stream().map(KameletsPage::code).collect(joining(", ", " One of ", "."))
                : "";
    }

    private static String code(Object value) {
        return value == null || value.toString().isEmpty() ? "" : "`" + cell(value) + "`";
    }

    private static String cell(Object value) {
        return String.valueOf(value).strip().replace("|", "\\|").replace("\n", " ");
    }
}
