package io.transcoder.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** Reads the text of a tree; see {@link TreeLanguage} for its form. */
final class TreeParser {
    private static final String SPREAD = "+";
    private static final String ROOT = "the tree";
    private static final int SHOWN = 80;
    /** Beside texts, what JSON has as well. */
    private static final Set<Tag> VALUES = Set.of(Tag.BOOL, Tag.INT, Tag.FLOAT);

    private final CoreSchema schema = new CoreSchema();
    private final String text;

    private TreeParser(String text) {
        this.text = text;
    }

    static TreeNode parse(String text) {
        return new TreeParser(text).parse();
    }

    private TreeNode parse() {
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

    private TreeNode node(Node node, String path) {
        if (node.getAnchor().isPresent()) {
            throw failure(node, "anchors are not supported; write it out");
        }
        if (node instanceof MappingNode mapping && Tag.MAP.equals(node.getTag())) {
            return fields(mapping, path);
        } else if (node instanceof SequenceNode sequence && Tag.SEQ.equals(node.getTag())) {
            List<TreeNode> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(node(item, path + "[" + items.size() + "]"));
            }
            return new TreeNode.Items(List.copyOf(items));
        } else if (node instanceof ScalarNode scalar) {
            return leaf(scalar, path.isEmpty() ? ROOT : path);
        }
        throw failure(node, "the tag " + node.getTag().getValue() + " is not supported");
    }

    private TreeNode fields(MappingNode mapping, String path) {
        Map<String, TreeNode> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode keyNode) || Tag.NULL.equals(keyNode.getTag())) {
                throw failure(tuple.getKeyNode(), "a key has to be a text");
            }
            String key = keyNode.getValue();
            if (key.contains("${")) {
                throw failure(keyNode, "a key cannot hold ${…}, only a value can");
            }
            TreeNode value = node(tuple.getValueNode(), path.isEmpty() ? key : path + "." + key);
            if (fields.put(key, value) != null) {
                throw failure(keyNode, "the key '" + key + "' is there twice");
            }
        }
        TreeNode spread = fields.remove(SPREAD);
        String spreadPath = path.isEmpty() ? SPREAD : path + "." + SPREAD;
        boolean mayYieldMap = spread instanceof TreeNode.Fields
                || spread instanceof TreeNode.Part
                || spread instanceof TreeNode.Given;
        if (spread != null && !mayYieldMap) {
            throw failure(mapping, spreadPath + " has to be a map or one ${…} that yields one");
        }
        return new TreeNode.Fields(spreadPath, fields, spread);
    }

    private TreeNode leaf(ScalarNode scalar, String path) {
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
        return new TreeNode.Constant(value);
    }

    private TreeNode textLeaf(ScalarNode scalar, String path) {
        String value = scalar.getValue();
        List<TreeNode> pieces = new ArrayList<>();
        int literalFrom = 0;
        for (int start = value.indexOf("${"); start >= 0; start = value.indexOf("${", literalFrom)) {
            int end = endOfPart(scalar, path, value, start);
            if (start > literalFrom) {
                pieces.add(new TreeNode.Constant(value.substring(literalFrom, start)));
            }
            boolean isWhole = start == 0 && end == value.length();
            TreeNode piece = piece(scalar, path, value.substring(start, end), isWhole);
            if (isWhole) {
                return piece;
            }
            pieces.add(piece);
            literalFrom = end;
        }
        if (pieces.isEmpty()) {
            return new TreeNode.Constant(value);
        }
        if (literalFrom < value.length()) {
            pieces.add(new TreeNode.Constant(value.substring(literalFrom)));
        }
        return new TreeNode.Mixed(new TreeNode.Items(List.copyOf(pieces)));
    }

    private TreeNode piece(ScalarNode scalar, String path, String text, boolean isWhole) {
        Optional<TreeNode.Given> given = GivenFunction.node(path, text);
        if (given.isPresent() && !isWhole && !given.get().isText()) {
            throw failure(scalar, path + " holds " + text + " in a longer text, where only ${value:…} can be");
        }
        if (given.isPresent()) {
            return given.get();
        }
        return new TreeNode.Part(path, position(scalar.getStartMark()), text, isWhole);
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
        int[] before = text.codePoints().limit(codePoint).toArray();
        int line = 0;
        int column = 0;
        for (int c : before) {
            line += c == '\n' ? 1 : 0;
            column = c == '\n' ? 0 : column + 1;
        }
        return position(line, column);
    }

    private static String position(int line, int column) {
        return "line " + (line + 1) + ", column " + (column + 1);
    }
}
