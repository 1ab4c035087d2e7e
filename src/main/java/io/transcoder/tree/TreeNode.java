package io.transcoder.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/** A place of a parsed tree. */
sealed interface TreeNode {
    /** The value of this place, those below it included, for each exchange of the route that the tree stands in. */
    Function<Exchange, Object> compile(Surroundings surroundings);

    /** A text, number or truth value that is the same for each exchange. */
    record Constant(Object value) implements TreeNode {
        @Override
        public Function<Exchange, Object> compile(Surroundings surroundings) {
            return exchange -> value;
        }
    }

    /** A text with one or more {@code ${…}} in it; what is around them is taken as it is. */
    record Mixed(Items pieces) implements TreeNode {
        @Override
        public Function<Exchange, Object> compile(Surroundings surroundings) {
            var values = pieces.compileItems(surroundings);
            return exchange -> {
                StringBuilder text = new StringBuilder();
                values.forEach(value -> text.append(value.apply(exchange)));
                return text.toString();
            };
        }
    }

    /** A value that was given to the route, in the form that {@code function} names; see {@link TreeLanguage}. */
    record Given(String path, GivenFunction function, String key) implements TreeNode {
        boolean isText() {
            return function == GivenFunction.VALUE;
        }

        @Override
        public Function<Exchange, Object> compile(Surroundings surroundings) {
            var meaning = function.meaning(surroundings, surroundings.value(key));
            return exchange -> {
                Object value = meaning.apply(exchange);
                if (value == null) {
                    throw new TreeException(path + ": " + function.text(key) + " has no value");
                }
                return value;
            };
        }
    }

    record Items(List<TreeNode> items) implements TreeNode {
        @Override
        public Function<Exchange, Object> compile(Surroundings surroundings) {
            var values = compileItems(surroundings);
            return exchange -> {
                List<Object> list = new ArrayList<>();
                values.forEach(value -> list.add(value.apply(exchange)));
                return list;
            };
        }

        private List<Function<Exchange, Object>> compileItems(Surroundings surroundings) {
            return items.stream().map(item -> item.compile(surroundings)).toList();
        }
    }

    /** A map; {@code spread} is null where it has no key {@code +}. */
    record Fields(String path, Map<String, TreeNode> fields, TreeNode spread) implements TreeNode {
        @Override
        public Function<Exchange, Object> compile(Surroundings surroundings) {
            Map<String, Function<Exchange, Object>> values = new LinkedHashMap<>();
            fields.forEach((key, field) -> values.put(key, field.compile(surroundings)));
            Function<Exchange, Object> over = spread == null ? exchange -> Map.of() : spread.compile(surroundings);
            return exchange -> {
                Map<Object, Object> map = new LinkedHashMap<>();
                values.forEach((key, value) -> map.put(key, value.apply(exchange)));
                if (over.apply(exchange) instanceof Map<?, ?> more) {
                    return merge(map, more);
                }
                throw new TreeException(path + ": is laid over the other keys and so has to be a map");
            };
        }

        /** Changes neither of the two, which may be values of variables. */
        private static Map<Object, Object> merge(Map<?, ?> under, Map<?, ?> over) {
            Map<Object, Object> merged = new LinkedHashMap<>(under);
            over.forEach((key, value) -> merged.put(
                    key,
                    merged.get(key) instanceof Map<?, ?> old && value instanceof Map<?, ?> more
                            ? merge(old, more)
                            : value));
            return merged;
        }
    }

    /** One {@code ${…}}: alone in its leaf it yields the object itself, in a longer text the object's text. */
    record Part(String path, String position, String text, boolean isWhole) implements TreeNode {
        @Override
        public Function<Exchange, Object> compile(Surroundings surroundings) {
            try {
                Expression compiled = surroundings.simple(text);
                return exchange -> evaluate(compiled, exchange);
            } catch (RuntimeException e) {
                throw new TreeException(position + ": " + path + ": " + text + " is not valid in Simple", e);
            }
        }

        private Object evaluate(Expression compiled, Exchange exchange) {
            Object value = value(compiled, exchange);
            if (value == null || (isWhole && value instanceof CharSequence chars && chars.isEmpty())) {
                throw failure("has no value", null);
            }
            return isWhole ? value : textOf(value, exchange);
        }

        private Object value(Expression compiled, Exchange exchange) {
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
}
