package io.transcoder.tree;

import io.transcoder.bitmovin.DescribedResources;
import io.transcoder.bitmovin.ResourceIds;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.LanguageSupport;

/**
 * The language {@code tree}: request bodies written as YAML, with values of the exchange only in its leaves. Bound as
 * {@code tree-language}, a route uses it by {@code expression: {language: {language: tree, expression: …}}}.
 *
 * <pre>{@code
 * inputStreams:
 *   - inputPath: ${variable.sourceKey}
 *     position: 0
 * name: job ${variable.jobId}
 * codecConfigId: ${codecConfig:bitmovin.video-config}
 * "+": ${tree:fields}
 * }</pre>
 *
 * <ul>
 *   <li>The text is YAML of the core schema without anchors, tags, nulls and duplicate keys. It is parsed once, so that no
 *       value can change its shape.
 *   <li>A leaf that is one <code>${…}</code> of Simple yields the object itself; in a longer text, each yields its text.
 *       Only what is between the braces is Simple, and there is none inside another: Simple would read a value again.
 *   <li><code>${value:KEY}</code> is the parameter of the Kamelet, or else the property, of that name, as it was given: whatever
 *       its characters, neither YAML nor Simple reads it, which both do with what Camel puts in the place of
 *       <code>{{KEY}}</code>. Of such a value, <code>${tree:KEY}</code> is the tree that it writes, such as a number;
 *       <code>${variableOf:KEY}</code> the variable that it names; <code>${input:KEY}</code>, <code>${output:KEY}</code>,
 *       <code>${codecConfig:KEY}</code> and <code>${filter:KEY}</code> the id of the resource at Bitmovin that it names, and of a codec
 *       configuration also the one that it describes; <code>${condition:KEY}</code> the condition of a stream that it writes, for
 *       which a map has no entry where it is none.
 *   <li>A leaf without a value fails with its path, since the encoder takes a missing field for its default.
 *   <li>The map under the key {@code +} is laid over the other keys: maps merge, all else, lists too, is replaced.
 * </ul>
 */
public final class TreeLanguage extends LanguageSupport {
    /** The name under which Camel finds a bean of this class as the language {@code tree}. */
    public static final String BEAN_NAME = "tree-language";

    private final ResourceIds ids;
    private final DescribedResources codecs;

    /**
     * @param ids are told the names that a tree holds, when its route is built
     * @param codecs make the codec configurations that a tree describes; null where none is made
     */
    public TreeLanguage(ResourceIds ids, DescribedResources codecs) {
        this.ids = ids;
        this.codecs = codecs;
    }

    /**
     * Reads the text, and the values that were given to the route that is being built.
     *
     * @return makes what the tree is for an exchange: maps (in the text's order) and lists, made anew each time, or the value of a
     *     tree that is only one leaf. It throws a {@link TreeException} where a leaf has no value, or a spread is no map. Safe for
     *     use by several threads
     * @throws TreeException if the text is no tree, with line, column and the text's first line; if a leaf is not valid in Simple,
     *     with its path
     * @throws IllegalArgumentException if there is no parameter and no property of a name
     */
    @Override
    public Expression createExpression(String expression) {
        Function<Exchange, Object> tree =
                TreeParser.parse(expression, new Surroundings(getCamelContext(), ids, codecs));
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return tree.apply(exchange);
            }

            @Override
            public String toString() {
                return "tree{" + expression + "}";
            }
        };
    }

    /** @throws TreeException always: a tree is neither true nor false */
    @Override
    public Predicate createPredicate(String expression) {
        throw new TreeException("a tree is a body, not a condition; use simple for conditions");
    }
}
