package io.transcoder.lint.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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

/** YAML as maps, lists and scalars, with the line numbers of the maps and lists and of the maps' keys, counted from 1. */
public final class YamlTree {
    private static final Map<Tag, Function<String, Object>> NOT_TEXT =
            Map.of(Tag.BOOL, Boolean::valueOf, Tag.INT, Long::valueOf, Tag.FLOAT, Double::valueOf);

    private final Map<Object, Integer> starts = new IdentityHashMap<>();
    private final Map<Object, Map<Object, Integer>> keys = new IdentityHashMap<>();
    private final Object root;

    private YamlTree(Optional<Node> node) {
        root = node.map(this::value).orElse(null);
    }

    /** @throws UnreadableFileException with the line, also of a key that is there twice */
    static YamlTree read(String text) {
        var settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true)
                .build();
        try {
            return new YamlTree(new Compose(settings).composeString(text));
        } catch (MarkedYamlEngineException e) {
            // what begins like an alias or a tag may be a password without its quotes
            String problem = e.getProblem().replaceFirst("(?s)(alias|anchor|handle) .*", "$1");
            throw new UnreadableFileException(mark(e).map(YamlTree::line).orElse(1), problem);
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

    /** Null where the text is empty. */
    Object root() {
        return root;
    }

    /** 1 for what does not come from the file. */
    public int line(Object container) {
        return starts.getOrDefault(container, 1);
    }

    public int line(Map<?, ?> map, Object key) {
        return keys.getOrDefault(map, Map.of()).getOrDefault(key, line(map));
    }

    /** Every entry of every map below, in the file's order. */
    public void entries(Object tree, EntryReader reader) {
        if (tree instanceof List<?> list) {
            list.forEach(item -> entries(item, reader));
        } else if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                reader.entry(String.valueOf(key), value, line(map, key));
                entries(value, reader);
            });
        }
    }

    public interface EntryReader {
        void entry(String key, Object value, int line);
    }

    private Object value(Node node) {
        if (node instanceof MappingNode mapping) {
            return map(mapping);
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>();
            sequence.getValue().forEach(item -> list.add(value(item)));
            starts.put(list, line(node));
            return list;
        }
        return scalar((ScalarNode) node);
    }

    private Map<Object, Object> map(MappingNode mapping) {
        Map<Object, Object> map = new LinkedHashMap<>();
        Map<Object, Integer> lines = new HashMap<>();
        starts.put(map, line(mapping));
        keys.put(map, lines);
        for (NodeTuple entry : mapping.getValue()) {
            Object key = value(entry.getKeyNode());
            if (map.containsKey(key)) {
                throw new UnreadableFileException(line(entry.getKeyNode()), "the key '" + key + "' is there twice");
            }
            map.put(key, value(entry.getValueNode()));
            lines.put(key, line(entry.getKeyNode()));
        }
        return map;
    }

    private static Object scalar(ScalarNode node) {
        if (node.getTag().equals(Tag.NULL)) {
            return null;
        }
        try {
            return NOT_TEXT.getOrDefault(node.getTag(), text -> text).apply(node.getValue());
        } catch (NumberFormatException e) {
            return node.getValue();
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(YamlTree::line).orElse(1);
    }

    private static int line(Mark mark) {
        return mark.getLine() + 1;
    }
}
