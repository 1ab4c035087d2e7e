package io.transcoder.lint.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A step, a branch of a step, an error clause, or a route's {@code from}. */
public final class Step extends Place {
    private static final Set<String> BRANCHES = Set.of(
            "when",
            "otherwise",
            "doCatch",
            "doFinally",
            "onFallback",
            "onException",
            "onCompletion",
            "intercept",
            "interceptFrom",
            "interceptSendToEndpoint");

    private static final Set<String> NOT_ITS_OWN = Set.of("steps", "description", "note");

    /** The option by which Kaoto writes what an address names, {@code uri: direct} with a {@code name}. */
    private static final Map<String, String> NAME_OPTIONS = Map.of(
            "direct", "name",
            "seda", "name",
            "kamelet", "templateId",
            "timer", "timerName",
            "aws2-sqs", "queueNameOrArn",
            "aws2-s3", "bucketNameOrArn",
            "bean", "beanName",
            "language", "languageName");

    private static final Pattern SCHEME_ALONE = Pattern.compile("[a-z][a-z0-9+.-]*");

    /** In a text of Simple, and as an address. */
    private static final List<Pattern> BEAN_CALLS = List.of(
            Pattern.compile("\\$\\{bean:([\\w-]+)(?:\\?method=|\\.|::)(\\w+)"),
            Pattern.compile("^bean:([\\w-]+)\\?method=(\\w+)"));

    /** @param content the short form of some steps is the address alone */
    Step(Place around, String kind, Object content, int line) {
        super(
                around.file(),
                around,
                kind,
                content instanceof String uri ? Map.of("uri", uri) : Trees.map(content),
                line);
    }

    static List<Step> below(Place place, Map<?, ?> body) {
        YamlTree yaml = place.file().yaml();
        List<Step> found = new ArrayList<>();
        body.forEach((key, value) -> {
            if (key.equals("steps") && value instanceof List<?> steps) {
                for (Object item : steps) {
                    Map<?, ?> step = Trees.map(item);
                    step.forEach((kind, content) ->
                            found.add(new Step(place, kind.toString(), content, yaml.line(step, kind))));
                }
            } else if (BRANCHES.contains(key.toString())) {
                for (Object branch : Trees.items(value)) {
                    Object content = Trees.map(branch).containsKey(key)
                            ? Trees.map(branch).get(key)
                            : branch;
                    int at = value instanceof List ? yaml.line(branch) : yaml.line(body, key);
                    found.add(new Step(place, key.toString(), content, at));
                }
            } else if (!key.equals("parameters")) {
                found.addAll(below(place, Trees.map(value)));
            }
        });
        return found;
    }

    public Route route() {
        return around() instanceof Step step ? step.route() : (Route) around();
    }

    @Override
    public String label() {
        return id().isEmpty() ? "step '" + kind() + "' of " + route().label() : "step " + id();
    }

    /** Whether it only holds steps of another one. */
    boolean isBranch() {
        return BRANCHES.contains(kind());
    }

    /** The address without a query, such as {@code direct:submit}, in whichever form it is written; empty where it has none. */
    public String uri() {
        String uri = upTo('?', text("uri"));
        return SCHEME_ALONE.matcher(uri).matches()
                ? uri + ":" + options().getOrDefault(NAME_OPTIONS.getOrDefault(uri, ""), "")
                : uri;
    }

    /** The options of the address, also those of a query, without the one that only says its name. */
    public Map<String, Object> parameters() {
        Map<String, Object> all = options();
        String uri = uri();
        NAME_OPTIONS.forEach((scheme, option) -> {
            if (uri.equals(scheme + ":" + all.get(option))) {
                all.remove(option);
            }
        });
        return all;
    }

    private Map<String, Object> options() {
        Map<String, Object> all = new LinkedHashMap<>();
        int query = text("uri").indexOf('?');
        if (query >= 0) {
            for (String option : text("uri").substring(query + 1).split("&")) {
                int equals = option.indexOf('=');
                all.put(equals < 0 ? option : option.substring(0, equals), option.substring(equals + 1));
            }
        }
        Trees.map(body().get("parameters")).forEach((key, value) -> all.put(key.toString(), value));
        return all;
    }

    /** An option as text, empty where it is not given. */
    public String option(String name) {
        Object value = parameters().get(name);
        return value == null ? "" : value.toString();
    }

    /** The name of the Kamelet that it calls, or empty. */
    public String kamelet() {
        return upTo('/', behind("kamelet:"));
    }

    /** The name of the route that it calls, or empty. */
    public String direct() {
        return behind("direct:");
    }

    private static String upTo(char end, String text) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }

    private String behind(String scheme) {
        return !kind().equals("from") && uri().startsWith(scheme) ? uri().substring(scheme.length()) : "";
    }

    /** What it says itself, without the steps in it and without what is for people. */
    public Map<?, ?> own() {
        Map<Object, Object> own = new LinkedHashMap<>(body());
        own.keySet().removeIf(key -> NOT_ITS_OWN.contains(key.toString()) || BRANCHES.contains(key.toString()));
        return own;
    }

    /** Whether it calls this method, as a step, as an expression, or within a text. */
    public boolean calls(String bean, String method) {
        return beanCalls().contains(bean + "." + method);
    }

    public boolean callsAnyOf(String bean) {
        return beanCalls().stream().anyMatch(call -> call.startsWith(bean + "."));
    }

    private Set<String> beanCalls() {
        Set<String> calls = new HashSet<>();
        beans(own(), calls);
        Trees.texts(own(), text -> BEAN_CALLS.stream()
                .flatMap(call -> call.matcher(text).results())
                .forEach(call -> calls.add(call.group(1) + "." + call.group(2))));
        if (uri().startsWith("bean:")) {
            calls.add(uri().substring("bean:".length()) + "." + option("method"));
        }
        return calls;
    }

    private static void beans(Object tree, Set<String> calls) {
        if (tree instanceof Map<?, ?> map) {
            if (map.get("ref") instanceof String ref) {
                calls.add(ref + "." + Trees.text(map, "method").replaceFirst("\\(.*", ""));
            }
            map.values().forEach(value -> beans(value, calls));
        } else if (tree instanceof List<?> list) {
            list.forEach(item -> beans(item, calls));
        }
    }

    /** Its expression; never null. */
    public Expression expression() {
        return Expression.of(body());
    }

    /** The headers that it sets, and from what. */
    public Map<String, Expression> headersSet() {
        return set("Header");
    }

    /** The variables that it sets, and from what. */
    public Map<String, Expression> variablesSet() {
        return set("Variable");
    }

    private Map<String, Expression> set(String what) {
        Map<String, Expression> set = new LinkedHashMap<>();
        if (kind().equals("set" + what)) {
            set.put(text("name"), expression());
        } else if (kind().equals("set" + what + "s")
                && body().get(what.toLowerCase(Locale.ROOT) + "s") instanceof List<?> several) {
            several.forEach(one -> set.put(Trees.text(Trees.map(one), "name"), Expression.of(Trees.map(one))));
        }
        return set;
    }
}
