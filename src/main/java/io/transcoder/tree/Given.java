package io.transcoder.tree;

import io.transcoder.bitmovin.CodecSettings;
import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.bitmovin.StreamCondition;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * What a tree makes of a value that was given to its route, without a second look at the characters of the value.
 *
 * @param text such as <code>${value:KEY}</code>; {@link TreeLanguage} has the words
 */
record Given(String text, String word, String key) {
    private static final Pattern FORM =
            Pattern.compile("\\$\\{(value|tree|variableOf|input|output|codecConfig|condition|filter):([\\w.-]+)}");

    /** Empty where the text, one <code>${…}</code>, is for Simple. */
    static Optional<Given> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() ? Optional.of(new Given(text, form.group(1), form.group(2))) : Optional.empty();
    }

    boolean isText() {
        return word.equals("value");
    }

    /** @param path for the error where there is no value */
    Function<Exchange, Object> compile(String path, Surroundings surroundings) {
        Function<Exchange, Object> meaning = meaning(surroundings, surroundings.value(key));
        return exchange -> {
            Object value = meaning.apply(exchange);
            if (value == null) {
                throw new TreeException(path + ": " + text + " has no value");
            }
            return value;
        };
    }

    private Function<Exchange, Object> meaning(Surroundings surroundings, String value) {
        return switch (word) {
            case "value" -> exchange -> value;
            case "tree" -> TreeParser.parse(value, surroundings);
            case "variableOf" -> exchange -> exchange.getVariable(value);
            case "input" -> idOf(ResourceKind.INPUT, value, surroundings);
            case "output" -> idOf(ResourceKind.OUTPUT, value, surroundings);
            case "codecConfig" -> codecConfig(value, surroundings);
            case "condition" -> condition(value);
            default -> idOf(ResourceKind.FILTER, value, surroundings);
        };
    }

    /** An empty Optional is left out of the map that it would be in. */
    private static Function<Exchange, Object> condition(String text) {
        Object condition = StreamCondition.of(text).<Object>map(found -> found).orElse(Optional.empty());
        return exchange -> condition;
    }

    /** Of a name or id, or of settings, which are looked at when the route is built. */
    private static Function<Exchange, Object> codecConfig(String value, Surroundings surroundings) {
        if (!CodecSettings.isForm(value)) {
            return idOf(ResourceKind.CODEC_CONFIG, value, surroundings);
        }
        Function<Exchange, Object> settings = TreeParser.parse(value, surroundings);
        if (!value.contains("${")) {
            CodecSettings.of((Map<?, ?>) settings.apply(null));
        }
        return exchange -> {
            var codec = CodecSettings.of((Map<?, ?>) settings.apply(exchange));
            return surroundings.codecs().id(codec.kind(), codec.fields());
        };
    }

    private static Function<Exchange, Object> idOf(ResourceKind kind, String nameOrId, Surroundings surroundings) {
        var resource = new ResourceName(kind, nameOrId);
        surroundings.ids().noteUse(resource);
        return exchange -> surroundings.ids().id(resource);
    }
}
