package io.transcoder.lint.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.util.function.Suppliers;

/** One file of routes or one Kamelet, as the rules look at it. */
public final class RouteFile {
    private static final String ROUTES = ".camel.yaml";
    private static final String KAMELET = ".kamelet.yaml";

    private final String name;
    private final String text;
    private final YamlTree yaml;
    private final List<Route> routes;
    private final Supplier<List<SchemaCheck.Found>> schemaFaults = Suppliers.memorize(() -> SchemaCheck.look(this));

    private RouteFile(String name, String text, YamlTree yaml) {
        this.name = name;
        this.text = text;
        this.yaml = yaml;
        this.routes = readRoutes();
    }

    /**
     * @param name below the folder of routes, e.g. {@code kamelets/a.kamelet.yaml}
     * @throws UnreadableFileException where it is no YAML
     */
    public static RouteFile of(String name, String text) {
        return new RouteFile(name, text, YamlTree.read(text));
    }

    public String name() {
        return name;
    }

    public String text() {
        return text;
    }

    /** What the YAML says, in maps, lists and scalars. */
    public Object tree() {
        return yaml.root();
    }

    /** The same with the lines. */
    public YamlTree yaml() {
        return yaml;
    }

    public boolean isKamelet() {
        return name.endsWith(KAMELET);
    }

    boolean isRoutes() {
        return name.endsWith(ROUTES);
    }

    /** The name without its folders and its ending, which is what a Kamelet is called by. */
    public String stem() {
        return name.substring(name.lastIndexOf('/') + 1).replaceFirst("\\.[^.]+\\.yaml$", "");
    }

    /** The file's routes, route configurations and whatever else stands beside them; a Kamelet's template is the one in it. */
    public List<Route> routes() {
        return routes;
    }

    private List<Route> readRoutes() {
        if (isKamelet()) {
            Map<?, ?> template = at("spec", "template");
            return List.of(new Route(this, "kamelet", template, yaml.line(template)));
        }
        List<Route> routes = new ArrayList<>();
        for (Object entry : entries()) {
            Trees.map(entry).forEach((kind, body) -> {
                Map<?, ?> whole = Trees.map(kind.equals("from") ? entry : body);
                routes.add(new Route(this, kind.toString(), whole, yaml.line(entry)));
            });
        }
        return routes;
    }

    /** Every step, branch and error clause, however deep, in the file's order. */
    public List<Step> steps() {
        return routes().stream().flatMap(route -> route.allSteps().stream()).toList();
    }

    /** Looked for once. */
    List<SchemaCheck.Found> schemaFaults() {
        return schemaFaults.get();
    }

    /** What stands in the list of a file of routes; empty where it is none. */
    List<?> entries() {
        return tree() instanceof List<?> list ? list : List.of();
    }

    /** The map at a path of keys, empty where there is none. */
    public Map<?, ?> at(String... path) {
        Object at = tree();
        for (String key : path) {
            at = at instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return Trees.map(at);
    }

    public Map<?, ?> kameletProperties() {
        return at("spec", "definition", "properties");
    }

    public List<?> kameletRequired() {
        return at("spec", "definition").get("required") instanceof List<?> list ? list : List.of();
    }

    /** The values that a parameter may have, as text; empty where it has no closed set of them. */
    public List<String> kameletChoices(String parameter) {
        return Trees.map(kameletProperties().get(parameter)).get("enum") instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** Whether it is there for profiles to call, of which a folder may have none yet. */
    public boolean isOfCatalogue() {
        return "true".equals(String.valueOf(at("metadata", "labels").get("transcoder/catalogue")));
    }

    /** What a Kamelet has in the place of a step's note. */
    String kameletNote() {
        return Trees.text(at("metadata", "annotations"), "note");
    }
}
