package io.transcoder.bitmovin;

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
    /** Makes the Simple expressions in and below this place ready. */
    void compile(Function<String, Expression> simple);

    Object evaluate(Exchange exchange);

    /** A text, number or truth value that is the same for each exchange. */
    record Constant(Object value) implements TreeNode {
        @Override
        public void compile(Function<String, Expression> simple) {}

        @Override
        public Object evaluate(Exchange exchange) {
            return value;
        }
    }

    /** A leaf that is one {@code ${…}}. */
    record Whole(Part part) implements TreeNode {
        @Override
        public void compile(Function<String, Expression> simple) {
            part.compile(simple);
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
        public void compile(Function<String, Expression> simple) {
            pieces.forEach(piece -> piece.compile(simple));
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
        public void compile(Function<String, Expression> simple) {
            part.compile(simple);
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

    record Items(List<TreeNode> items) implements TreeNode {
        @Override
        public void compile(Function<String, Expression> simple) {
            items.forEach(item -> item.compile(simple));
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
        public void compile(Function<String, Expression> simple) {
            fields.values().forEach(field -> field.compile(simple));
            if (spread != null) {
                spread.compile(simple);
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

        void compile(Function<String, Expression> simple) {
            try {
                compiled = simple.apply(text);
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
