package io.transcoder.lint;

import io.transcoder.config.Setting;
import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Trees;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rule that a file of routes holds no code, which would run at the latest when the file is loaded. */
final class CodeRules {
    private static final Set<String> LANGUAGES =
            Set.of("groovy", "java", "js", "mvel", "ognl", "python", "spel", "csimple", "xquery");
    /** By which {@code routes.allowed} does not call them. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "joor", "java",
            "javascript", "js",
            "graaljs", "js",
            "language", "script",
            "jshell", "script",
            "xsltsaxon", "xslt");

    private static final Set<String> SCHEMES =
            Set.of("exec", "class", "language", "groovy", "xquery", "xslt", "xslt-saxon", "wasm", "jshell");
    private static final Pattern CLASS = Pattern.compile(
            "#(?:class|type):|\\$(?:simple)?\\{(?:type:|bean:type:|bean:(?:[a-z_]\\w*\\.)+[A-Z])|^bean:type:");
    private static final Pattern SCHEME = Pattern.compile("(?:^|,)\\s*([a-z-]+):");
    private static final Set<String> ADDRESSES =
            Set.of("uri", "from", "to", "toD", "wireTap", "enrich", "pollEnrich", "poll", "deadLetterUri");
    private static final Set<String> FOR_PEOPLE = Set.of("id", "description", "note", "message", "name");
    private static final Pattern PROPERTIES = Pattern.compile(
            "camel\\.beans[.\\[].*|camel\\.main\\.(?:routes-?include-?pattern|sources|route-?builders?)",
            Pattern.CASE_INSENSITIVE);

    private CodeRules() {}

    static void codeInRoutes(RouteFolder folder, Findings found) {
        Set<String> allowed = Stream.of(folder.properties()
                        .getOrDefault(Setting.ROUTES_ALLOWED.key(), "")
                        .split(","))
                .map(String::strip)
                .collect(Collectors.toSet());
        for (RouteFile file : folder.files()) {
            Object tree = file.isKamelet() ? file.at("spec", "template") : file.tree();
            file.yaml().entries(tree, (key, value, line) -> kinds(folder, key, value).stream()
                    .filter(kind -> !allowed.contains(kind))
                    .forEach(kind -> found.at(file.name(), line, key + " runs code: " + kind)));
        }
        folder.properties().forEach((key, value) -> {
            boolean isCode = PROPERTIES.matcher(key).matches()
                    || (key.startsWith("camel.") && CLASS.matcher(value).find());
            if (isCode && !allowed.contains("class")) {
                found.at(RouteFolder.PROPERTIES, 1, key + " runs code: class");
            }
        });
    }

    private static Set<String> kinds(RouteFolder folder, String key, Object value) {
        Set<String> kinds = new TreeSet<>();
        if ((key.equals("beans") || key.equals("bean")) && value instanceof List) {
            kinds.add("beans");
        }
        if (Set.of("beanType", "factoryBean", "builderClass").contains(key)) {
            kinds.add("class");
        }
        if (key.equals("script") || key.equals("scriptLanguage")) {
            kinds.add("script");
        }
        if (LANGUAGES.contains(named(key))) {
            kinds.add(named(key));
        }
        for (Object one : Trees.items(value)) {
            if (one instanceof String text) {
                ofText(key, folder.resolved(text).strip(), kinds);
            }
        }
        return kinds;
    }

    private static void ofText(String key, String text, Set<String> kinds) {
        if (CLASS.matcher(text).find()) {
            kinds.add("class");
        }
        String language = named(text.toLowerCase(Locale.ROOT));
        if (key.equals("language") && LANGUAGES.contains(language)) {
            kinds.add(language);
        }
        if (!FOR_PEOPLE.contains(key)) {
            // an address may be a scheme alone, whose name is an option
            String address = ADDRESSES.contains(key) ? text.replaceFirst("^([a-z-]+)(?=\\?|$)", "$1:") : text;
            SCHEME.matcher(address)
                    .results()
                    .map(scheme -> scheme.group(1))
                    .filter(SCHEMES::contains)
                    .forEach(scheme -> kinds.add(named(scheme.replace("-", ""))));
        }
    }

    private static String named(String word) {
        return OTHER_NAMES.getOrDefault(word, word);
    }
}
