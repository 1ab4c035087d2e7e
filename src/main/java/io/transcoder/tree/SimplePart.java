package io.transcoder.tree;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/** One {@code ${…}} of Simple: alone in its leaf it yields the object itself, in a longer text the object's text. */
record SimplePart(String path, String text, boolean isWhole, Expression compiled)
        implements Function<Exchange, Object> {
    /** @throws TreeException where there is no value, or none that fits */
    @Override
    public Object apply(Exchange exchange) {
        Object value = value(exchange);
        if (value == null || (isWhole && value instanceof CharSequence chars && chars.isEmpty())) {
            throw failure("has no value", null);
        }
        return isWhole ? value : textOf(value, exchange);
    }

    private Object value(Exchange exchange) {
        Object value;
        Exception before = exchange.getException();
        try {
            value = compiled.evaluate(exchange, Object.class);
        } catch (RuntimeException e) {
            throw failure("cannot be evaluated (" + e.getClass().getSimpleName() + ")", e);
        }
        if (value == null && exchange.getException() != before) {
            // what a bean throws comes out of Simple so, with null for a value
            throw failure("failed", exchange.getException());
        }
        return value;
    }

    private String textOf(Object value, Exchange exchange) {
        if (value instanceof Map
                || value instanceof Collection
                || value.getClass().isArray()) {
            throw failure("is a list or map, which cannot be part of a text", null);
        }
        String converted = exchange.getContext().getTypeConverter().convertTo(String.class, exchange, value);
        if (converted == null) {
            throw failure("cannot be written as text", null);
        }
        return converted;
    }

    private TreeException failure(String what, Throwable cause) {
        return new TreeException(path + ": " + text + " " + what, cause);
    }
}
