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
    /** Makes this place and those below it ready. */
    void compile(Surroundings surroundings);

    Object evaluate(Exchange exchange);

    /** A text, number or truth value that is the same for each exchange. */
    record Constant(Object value) implements TreeNode {
        @Override
        public void compile(Surroundings surroundings) {}

        @Override
        public Object evaluate(Exchange exchange) {
            return value;
        }
    }

    /** A text with one or more {@code ${…}} in it; what is around them is taken as it is. */
    record Mixed(List<TreeNode> pieces) implements TreeNode {
        @Override
        public void compile(Surroundings surroundings) {
            pieces.forEach(piece -> piece.compile(surroundings));
        }

        @Override
        public Object evaluate(Exchange exchange) {
            StringBuilder text = new StringBuilder();
            pieces.forEach(piece -> text.append(piece.evaluate(exchange)));
            return text.toString();
        }
    }

    /** A value that was given to the route, in the form that {@code function} names; see {@link TreeLanguage}. */
    final class Given implements TreeNode {
        private final String path;
        private final GivenFunction function;
        private final String key;
        private volatile Function<Exchange, Object> meaning;

        Given(String path, GivenFunction function, String key) {
            this.path = path;
            this.function = function;
            this.key = key;
        }

        boolean isText() {
            return function == GivenFunction.VALUE;
        }

        @Override
        public void compile(Surroundings surroundings) {
            meaning = function.meaning(surroundings, surroundings.value(key));
        }

        @Override
        public Object evaluate(Exchange exchange) {
            Object value = meaning.apply(exchange);
            if (value == null) {
                throw new TreeException(path + ": " + function.text(key) + " has no value");
            }
            return value;
        }
    }

    record Items(List<TreeNode> items) implements TreeNode {
        @Override
        public void compile(Surroundings surroundings) {
            items.forEach(item -> item.compile(surroundings));
        }

        @Override
        public Object evaluate(Exchange exchange) {
            List<Object> list = new ArrayList<>();
            items.forEach(item -> list.add(item.evaluate(exchange)));
            return list;
        }
    }

    /** A map; {@code spread} is null where it has no key {@code +}. */
    record Fields(String path, Map<String, TreeNode> fields, TreeNode spread) implements TreeNode {
        @Override
        public void compile(Surroundings surroundings) {
            fields.values().forEach(field -> field.compile(surroundings));
            if (spread != null) {
                spread.compile(surroundings);
            }
        }

        @Override
        public Object evaluate(Exchange exchange) {
            Map<Object, Object> map = new LinkedHashMap<>();
            fields.forEach((key, field) -> map.put(key, field.evaluate(exchange)));
            if (spread == null) {
                return map;
            }
            if (spread.evaluate(exchange) instanceof Map<?, ?> over) {
                return merge(map, over);
            }
            throw new TreeException(path + ": is laid over the other keys and so has to be a map");
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
    final class Part implements TreeNode {
        private final String path;
        private final String position;
        private final String text;
        private final boolean isWhole;
        private volatile Expression compiled;

        Part(String path, String position, String text, boolean isWhole) {
            this.path = path;
            this.position = position;
            this.text = text;
            this.isWhole = isWhole;
        }

        @Override
        public void compile(Surroundings surroundings) {
            try {
                compiled = surroundings.simple(text);
            } catch (RuntimeException e) {
                throw new TreeException(position + ": " + path + ": " + text + " is not valid in Simple", e);
            }
        }

        @Override
        public Object evaluate(Exchange exchange) {
            Object value = value(exchange);
            if (value == null || (isWhole && value instanceof CharSequence chars && chars.isEmpty())) {
                throw failure("has no value");
            }
            return isWhole ? value : textOf(value, exchange);
        }

        private Object value(Exchange exchange) {
            Object value;
            Exception before = exchange.getException();
            try {
                value = compiled.evaluate(exchange, Object.class);
            } catch (RuntimeException e) {
                throw new TreeException(
                        path + ": " + text + " cannot be evaluated ("
                                + e.getClass().getSimpleName() + ")",
                        e);
            }
            if (value == null && exchange.getException() != before) {
                // what a bean throws comes out of Simple so, with null for a value
                throw new TreeException(path + ": " + text + " failed", exchange.getException());
            }
            return value;
        }

        private String textOf(Object value, Exchange exchange) {
            if (value instanceof Map
                    || value instanceof Collection
                    || value.getClass().isArray()) {
                throw failure("is a list or map, which cannot be part of a text");
            }
            String converted = exchange.getContext().getTypeConverter().convertTo(String.class, exchange, value);
            if (converted == null) {
                throw failure("cannot be written as text");
            }
            return converted;
        }

        private TreeException failure(String what) {
            return new TreeException(path + ": " + text + " " + what);
        }
    }
}
