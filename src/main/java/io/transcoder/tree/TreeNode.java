package io.transcoder.tree;

import io.transcoder.bitmovin.ResourceName;
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
    /** What a tree needs of the route that it stands in. */
    interface Surroundings {
        /** The text compiled as Simple. */
        Expression simple(String text);

        /** The value of a Kamelet's parameter, or else of a property, as it was given. */
        String value(String key);

        /** Tells that the id of this resource will be wanted. */
        void uses(ResourceName resource);

        String id(ResourceName resource);
    }

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

    /** A leaf that is one {@code ${…}}. */
    record Whole(Part part) implements TreeNode {
        @Override
        public void compile(Surroundings surroundings) {
            part.compile(surroundings);
        }

        @Override
        public Object evaluate(Exchange exchange) {
            Object value = part.value(exchange);
            if (value instanceof CharSequence text && text.isEmpty()) {
                throw part.hasNoValue();
            }
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

    /** One {@code ${…}} inside a longer text. */
    record Embedded(Part part) implements TreeNode {
        @Override
        public void compile(Surroundings surroundings) {
            part.compile(surroundings);
        }

        @Override
        public Object evaluate(Exchange exchange) {
            Object value = part.value(exchange);
            if (value instanceof Map
                    || value instanceof Collection
                    || value.getClass().isArray()) {
                throw part.failure("is a list or map, which cannot be part of a text");
            }
            String text = exchange.getContext().getTypeConverter().convertTo(String.class, exchange, value);
            if (text == null) {
                throw part.failure("cannot be written as text");
            }
            return text;
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

    /** One {@code ${…}} and where it is. */
    final class Part {
        private final String path;
        private final String position;
        private final String text;
        private volatile Expression compiled;

        Part(String path, String position, String text) {
            this.path = path;
            this.position = position;
            this.text = text;
        }

        void compile(Surroundings surroundings) {
            try {
                compiled = surroundings.simple(text);
            } catch (RuntimeException e) {
                throw new TreeException(position + ": " + path + ": " + text + " is not valid in Simple", e);
            }
        }

        /** Never null. */
        Object value(Exchange exchange) {
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
            if (value == null) {
                throw hasNoValue();
            }
            return value;
        }

        TreeException hasNoValue() {
            return failure("has no value");
        }

        TreeException failure(String what) {
            return new TreeException(path + ": " + text + " " + what);
        }
    }
}
