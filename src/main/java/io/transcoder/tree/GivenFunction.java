package io.transcoder.tree;

import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** What a tree can make of a value that was given to its route, without a second look at the characters of the value. */
enum GivenFunction {
    VALUE("value", (surroundings, value) -> exchange -> value),
    TREE("tree", (surroundings, value) -> TreeParser.parse(value).compile(surroundings)),
    VARIABLE_OF("variableOf", (surroundings, value) -> exchange -> exchange.getVariable(value)),
    INPUT("input", idOf(ResourceKind.INPUT)),
    OUTPUT("output", idOf(ResourceKind.OUTPUT)),
    CODEC_CONFIG("codecConfig", idOf(ResourceKind.CODEC_CONFIG)),
    FILTER("filter", idOf(ResourceKind.FILTER));

    private static final Pattern FORM = Pattern.compile("\\$\\{(\\w+):([\\w.-]+)}");

    private final String word;
    private final BiFunction<Surroundings, String, Function<Exchange, Object>> meaning;

    GivenFunction(String word, BiFunction<Surroundings, String, Function<Exchange, Object>> meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** @param value of the parameter or property */
    Function<Exchange, Object> meaning(Surroundings surroundings, String value) {
        return meaning.apply(surroundings, value);
    }

    String text(String key) {
        return "${" + word + ":" + key + "}";
    }

    /** Empty where the text, one <code>${…}</code>, is for Simple. */
    static Optional<TreeNode.Given> node(String path, String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        MatchResult parts = form.toMatchResult();
        return Arrays.stream(values())
                .filter(function -> function.word.equals(parts.group(1)))
                .findFirst()
                .map(function -> new TreeNode.Given(path, function, parts.group(2)));
    }

    private static BiFunction<Surroundings, String, Function<Exchange, Object>> idOf(ResourceKind kind) {
        return (surroundings, nameOrId) -> {
            var resource = new ResourceName(kind, nameOrId);
            surroundings.ids().noteUse(resource);
            return exchange -> surroundings.ids().id(resource);
        };
    }
}
