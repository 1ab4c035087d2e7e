package io.transcoder.bitmovin;

import java.util.function.Consumer;
import org.apache.camel.Predicate;
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
 * "+": {{fields}}
 * }</pre>
 *
 * <ul>
 *   <li>The text is YAML of the core schema without anchors, tags, nulls and duplicate keys. It is parsed once, so that no
 *       value can change its shape.
 *   <li>A leaf that is one <code>${…}</code> of Simple yields the object itself; in a longer text, each yields its text.
 *       Only what is between the braces is Simple, and there is none inside another: Simple would read a value again.
 *   <li>A leaf without a value fails with its path, since the encoder takes a missing field for its default.
 *   <li>The map under the key {@code +} is laid over the other keys: maps merge, all else, lists too, is replaced.
 * </ul>
 */
public final class TreeLanguage extends LanguageSupport {
    /** The name under which Camel finds a bean of this class as the language {@code tree}. */
    public static final String BEAN_NAME = "tree-language";

    private final Consumer<String> texts;

    public TreeLanguage() {
        this(text -> {});
    }

    /** @param texts is told the text of each tree that a route has */
    public TreeLanguage(Consumer<String> texts) {
        this.texts = texts;
    }

    /** @throws TreeException if the text is no tree; says line, column and the text's first line */
    @Override
    public TreeExpression createExpression(String expression) {
        texts.accept(expression);
        return new TreeExpression(TreeParser.parse(expression), expression);
    }

    /** @throws TreeException always: a tree is neither true nor false */
    @Override
    public Predicate createPredicate(String expression) {
        throw new TreeException("a tree is a body, not a condition; use simple for conditions");
    }
}
