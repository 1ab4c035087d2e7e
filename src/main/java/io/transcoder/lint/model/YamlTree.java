package io.transcoder.lint.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML into maps, lists and scalars, and remembers the lines. */
record YamlTree(Object root, Lines lines) {
    /** @throws UnreadableFileException with the line, also of a key that is there twice */
    static YamlTree read(String text) {
        var lines = new Lines();
        var settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true)
                .build();
        try {
            Object root = new Compose(settings)
                    .composeString(text)
                    .map(node -> value(node, lines))
                    .orElse(null);
            return new YamlTree(root, lines);
        } catch (MarkedYamlEngineException e) {
            throw new UnreadableFileException(mark(e).map(YamlTree::line).orElse(1), e.getProblem());
        } catch (YamlEngineException e) {
            throw new UnreadableFileException(
                    1, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** What is never closed is noticed at the file's end, and has to be mended where it begins. */
    private static Optional<Mark> mark(MarkedYamlEngineException e) {
        boolean atTheEnd = e.getProblem().contains("end of stream");
        return atTheEnd
                ? e.getContextMark().or(e::getProblemMark)
                : e.getProblemMark().or(e::getContextMark);
    }

    private static Object value(Node node, Lines lines) {
        if (node instanceof MappingNode mapping) {
            return map(mapping, lines);
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(item -> list.add(value(item, lines)));
            lines.start(list, line(node));
            return list;
        }
        return scalar((ScalarNode) node);
    }

    private static Map<Object, Object> map(MappingNode mapping, Lines lines) {
        Map<Object, Object> map = new LinkedHashMap<>();
        lines.start(map, line(mapping));
        for (NodeTuple entry : mapping.getValue()) {
            Object key = value(entry.getKeyNode(), lines);
            if (map.containsKey(key)) {
                throw new UnreadableFileException(line(entry.getKeyNode()), "the key '" + key + "' is there twice");
            }
            map.put(key, value(entry.getValueNode(), lines));
            lines.key(map, key, line(entry.getKeyNode()));
        }
        return map;
    }

    private static Object scalar(ScalarNode node) {
        String text = node.getValue();
        try {
            if (node.getTag().equals(Tag.NULL)) {
                return null;
            }
            if (node.getTag().equals(Tag.BOOL)) {
                return Boolean.valueOf(text);
            }
            if (node.getTag().equals(Tag.INT)) {
                return Integer.valueOf(text);
            }
            return node.getTag().equals(Tag.FLOAT) ? (Object) Double.valueOf(text) : text;
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(YamlTree::line).orElse(1);
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
