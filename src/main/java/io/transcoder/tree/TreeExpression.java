package io.transcoder.tree;

import io.transcoder.bitmovin.ResourceIds;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** A parsed tree; see {@link TreeLanguage}. Safe for use by several threads once it is initialised. */
public final class TreeExpression extends ExpressionAdapter {
    private final TreeNode root;
    private final String text;
    private final ResourceIds ids;
    private volatile Function<Exchange, Object> compiled;

    TreeExpression(TreeNode root, String text, ResourceIds ids) {
        this.root = root;
        this.text = text;
        this.ids = ids;
    }

    /**
     * Reads the values that were given to the route that is being built.
     *
     * @throws TreeException if a leaf is not valid in Simple; names its path
     * @throws IllegalArgumentException if there is no parameter and no property of a name
     */
    @Override
    public void init(CamelContext context) {
        super.init(context);
        compiled = root.compile(new Surroundings(context, ids));
    }

    /**
     * @return what the tree is for this exchange: maps (in the text's order) and lists, made anew each time, or the value
     *     of a tree that is only one leaf
     * @throws TreeException if a leaf has no value, or a spread is no map
     * @throws IllegalStateException before {@link #init}; Camel calls it when it builds the route
     */
    @Override
    public Object evaluate(Exchange exchange) {
        if (compiled == null) {
            throw new IllegalStateException("the tree was not initialised with its Camel context");
        }
        return compiled.apply(exchange);
    }

    @Override
    public String toString() {
        return "tree{" + text + "}";
    }
}
