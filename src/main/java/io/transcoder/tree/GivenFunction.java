package io.transcoder.tree;

import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/** What a tree can make of a value that was given to its route, without a second look at the characters of the value. */
enum GivenFunction {
    VALUE("value") {
        @Override
        Function<Exchange, Object> meaning(TreeNode.Surroundings surroundings, String value) {
            return exchange -> value;
        }
    },
    TREE("tree") {
        @Override
        Function<Exchange, Object> meaning(TreeNode.Surroundings surroundings, String value) {
            TreeNode tree = TreeParser.parse(value);
            tree.compile(surroundings);
            return tree::evaluate;
        }
    },
    VARIABLE_OF("variableOf") {
        @Override
        Function<Exchange, Object> meaning(TreeNode.Surroundings surroundings, String value) {
            return exchange -> exchange.getVariable(value);
        }
    },
    INPUT("input") {
        @Override
        Function<Exchange, Object> meaning(TreeNode.Surroundings surroundings, String value) {
            return id(surroundings, ResourceKind.INPUT, value);
        }
    },
    OUTPUT("output") {
        @Override
        Function<Exchange, Object> meaning(TreeNode.Surroundings surroundings, String value) {
            return id(surroundings, ResourceKind.OUTPUT, value);
        }
    },
    CODEC_CONFIG("codecConfig") {
        @Override
        Function<Exchange, Object> meaning(TreeNode.Surroundings surroundings, String value) {
            return id(surroundings, ResourceKind.CODEC_CONFIG, value);
        }
    },
    FILTER("filter") {
        @Override
        Function<Exchange, Object> meaning(TreeNode.Surroundings surroundings, String value) {
            return id(surroundings, ResourceKind.FILTER, value);
        }
    };

    private static final Pattern FORM = Pattern.compile("\\$\\{(\\w+):([\\w.-]+)}");

    private final String word;

    GivenFunction(String word) {
        this.word = word;
    }

    /** @param value of the parameter or property */
    abstract Function<Exchange, Object> meaning(TreeNode.Surroundings surroundings, String value);

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

    private static Function<Exchange, Object> id(
            TreeNode.Surroundings surroundings, ResourceKind kind, String nameOrId) {
        var resource = new ResourceName(kind, nameOrId);
        surroundings.uses(resource);
        return exchange -> surroundings.id(resource);
    }
}
