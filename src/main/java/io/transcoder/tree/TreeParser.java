package io.transcoder.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Makes of the text of a tree what yields its value for an exchange; see {@link TreeLanguage} for its form. */
final class TreeParser {
    private static final String SPREAD = "+";
    private static final String ROOT = "the tree";
    private static final int SHOWN = 80;
    private static final Pattern ONE_PART = Pattern.compile("\\$\\{[^}]*}");
    /** Beside texts, what JSON has as well. */
    private static final Set<Tag> VALUES = Set.of(Tag.BOOL, Tag.INT, Tag.FLOAT);

    private final CoreSchema schema = new CoreSchema();
    private final String text;
    private final Surroundings surroundings;

    private TreeParser(String text, Surroundings surroundings) {
        this.text = text;
        this.surroundings = surroundings;
    }

    static Function<Exchange, Object> parse(String text, Surroundings surroundings) {
        return new TreeParser(text, surroundings).parse();
    }

    private Function<Exchange, Object> parse() {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(schema)
                // refused below, where the place is known
                .setAllowNonScalarKeys(true)
                .build();
        Optional<Node> root;
        try {
            root = new Compose(settings).composeString(text);
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            throw failure(position(mark), e.getProblem(), e);
        } catch (ReaderException e) {
            throw failure(position(e.getPosition()), "a character that YAML does not allow", e);
        } catch (YamlEngineException e) {
            throw failure(position(Optional.empty()), e.getMessage(), e);
        }
        return node(root.orElseThrow(() -> failure(position(0), "there is nothing in it", null)), "");
    }

    private Function<Exchange, Object> node(Node node, String path) {
        if (node.getAnchor().isPresent()) {
            throw failure(node, "anchors are not supported; write it out");
        }
        if (node instanceof MappingNode mapping && Tag.MAP.equals(node.getTag())) {
            return fields(mapping, path);
        } else if (node instanceof SequenceNode sequence && Tag.SEQ.equals(node.getTag())) {
            List<Function<Exchange, Object>> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(node(item, path + "[" + items.size() + "]"));
            }
            return exchange -> {
                List<Object> list = new ArrayList<>();
                items.forEach(item -> list.add(item.apply(exchange)));
                return list;
            };
        } else if (node instanceof ScalarNode scalar) {
            return leaf(scalar, path.isEmpty() ? ROOT : path);
        }
        throw failure(node, "the tag " + node.getTag().getValue() + " is not supported");
    }

    private Function<Exchange, Object> fields(MappingNode mapping, String path) {
        Map<String, Function<Exchange, Object>> fields = new LinkedHashMap<>();
        boolean mayBeSpread = true;
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode) || Tag.NULL.equals(keyNode.getTag())) {
                throw failure(tuple.getKeyNode(), "a key has to be a text");
            }
            String key = keyNode.getValue();
            if (key.contains("${")) {
                throw failure(keyNode, "a key cannot hold ${…}, only a value can");
            }
            if (fields.put(key, node(tuple.getValueNode(), below(path, key))) != null) {
                throw failure(keyNode, "the key '" + key + "' is there twice");
            }
            mayBeSpread &= !key.equals(SPREAD) || mayYieldMap(tuple.getValueNode());
        }
        String spreadPath = below(path, SPREAD);
        if (!mayBeSpread) {
            throw failure(mapping, spreadPath + " has to be a map or one ${…} that yields one");
        }
        Function<Exchange, Object> spread = fields.remove(SPREAD);
        return exchange -> {
            Map<Object, Object> map = new LinkedHashMap<>();
            fields.forEach((key, field) -> {
                Object value = field.apply(exchange);
                if (!value.equals(Optional.empty())) {
                    map.put(key, value);
                }
            });
            if (spread == null) {
                return map;
            }
            if (spread.apply(exchange) instanceof Map<?, ?> more) {
                return merge(map, more);
            }
            throw new TreeException(spreadPath + ": is laid over the other keys and so has to be a map");
        };
    }

    private static String below(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static boolean mayYieldMap(Node spread) {
        return spread instanceof MappingNode
                || (spread instanceof ScalarNode scalar
                        && ONE_PART.matcher(scalar.getValue()).matches());
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

    private Function<Exchange, Object> leaf(ScalarNode scalar, String path) {
        if (Tag.STR.equals(scalar.getTag())) {
            return textLeaf(scalar, path);
        }
        if (Tag.NULL.equals(scalar.getTag())) {
            throw failure(scalar, path + " has no value; leave the key out, or write \"\" for an empty text");
        }
        if (!VALUES.contains(scalar.getTag())) {
            throw failure(scalar, "the tag " + scalar.getTag().getValue() + " is not supported");
        }
        Object value;
        try {
            value = schema.getSchemaTagConstructors().get(scalar.getTag()).construct(scalar);
        } catch (RuntimeException e) {
            throw failure(position(scalar.getStartMark()), path + " does not have the form of its tag", e);
        }
        if (value instanceof Double number && !Double.isFinite(number)) {
            throw failure(scalar, path + " is a number that JSON does not know");
        }
        Object constant = value;
        return exchange -> constant;
    }

    private Function<Exchange, Object> textLeaf(ScalarNode scalar, String path) {
        String value = scalar.getValue();
        List<Function<Exchange, Object>> pieces = new ArrayList<>();
        int literalFrom = 0;
        for (int start = value.indexOf("${"); start >= 0; start = value.indexOf("${", literalFrom)) {
            int end = endOfPart(scalar, path, value, start);
            boolean isWhole = start == 0 && end == value.length();
            Function<Exchange, Object> part = part(scalar, path, value.substring(start, end), isWhole);
            if (isWhole) {
                return part;
            }
            String literal = value.substring(literalFrom, start);
            pieces.add(exchange -> literal);
            pieces.add(part);
            literalFrom = end;
        }
        String rest = value.substring(literalFrom);
        return exchange -> {
            StringBuilder text = new StringBuilder();
            pieces.forEach(piece -> text.append(piece.apply(exchange)));
            return text.append(rest).toString();
        };
    }

    private Function<Exchange, Object> part(ScalarNode scalar, String path, String part, boolean isWhole) {
        Optional<Given> given = Given.of(part);
        if (given.isPresent() && !isWhole && !given.get().isText()) {
            throw failure(scalar, path + " holds " + part + " in a longer text, where only ${value:…} can be");
        }
        if (given.isPresent()) {
            return given.get().compile(path, surroundings);
        }
        try {
            return new SimplePart(path, part, isWhole, surroundings.simple(part));
        } catch (RuntimeException e) {
            throw new TreeException(
                    position(scalar.getStartMark()) + ": " + path + ": " + part + " is not valid in Simple", e);
        }
    }

    private int endOfPart(ScalarNode scalar, String path, String value, int start) {
        int end = value.indexOf('}', start) + 1;
        if (end == 0) {
            throw failure(scalar, path + " holds a ${ that no } closes");
        }
        String inner = value.substring(start + 2, end);
        if (inner.contains("${") || inner.contains("$simple{")) {
            throw failure(
                    scalar,
                    path + " holds a ${…} inside another, where a value would be read as Simple; set a variable first");
        }
        return end;
    }

    private TreeException failure(Node node, String problem) {
        return failure(position(node.getStartMark()), problem, null);
    }

    private TreeException failure(String position, String problem, Throwable cause) {
        return new TreeException(
                position + ": " + problem + " (in the tree that starts with '" + firstLine() + "')", cause);
    }

    private String firstLine() {
        String line =
                text.lines().filter(l -> !l.isBlank()).findFirst().orElse("").strip();
        return line.codePointCount(0, line.length()) > SHOWN
                ? line.substring(0, line.offsetByCodePoints(0, SHOWN)) + "…"
                : line;
    }

    private static String position(Optional<Mark> mark) {
        return mark.map(m -> position(m.getLine(), m.getColumn())).orElse("line and column unknown");
    }

    private String position(int codePoint) {
        int at = text.offsetByCodePoints(0, codePoint);
        int lineStart = text.lastIndexOf('\n', at - 1) + 1;
        long line = text.substring(0, lineStart).chars().filter(c -> c == '\n').count();
        return position((int) line, text.codePointCount(lineStart, at));
    }

    private static String position(int line, int column) {
        return "line " + (line + 1) + ", column " + (column + 1);
    }
}
