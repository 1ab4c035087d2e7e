package io.transcoder.boot;

import io.transcoder.lint.model.Placeholders;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.dsl.yaml.KameletRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.apache.camel.impl.engine.DefaultRoutesLoader;
import org.apache.camel.spi.RoutesBuilderLoader;
import org.apache.camel.support.service.ServiceHelper;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The parameters with which routes call Kamelets. Camel writes them into an address, replaces the properties in it, and takes it
 * apart again, where <code>+ & # %</code> and more mean something else, and what is decoded how often depends on the other
 * characters. So a parameter goes through the address in letters, digits and marks alone.
 */
final class KameletCalls {
    private static final String IN_ADDRESS = "in-address";
    private static final String ENCODED = "_v_";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.-]*");
    private static final Pattern UNIT = Pattern.compile("_([0-9a-f]{4})");

    private KameletCalls() {}

    /** Has the context load YAML, and call Kamelets, in this way. */
    static void addTo(CamelContext context) {
        bind(context, "camel.yaml", new YamlRoutesBuilderLoader() {
            @Override
            protected RouteBuilder builder(YamlDeserializationContext yaml, Node root) {
                return super.builder(yaml, withValues(root));
            }
        });
        bind(context, "kamelet.yaml", new KameletRoutesBuilderLoader() {
            @Override
            protected RouteBuilder builder(YamlDeserializationContext yaml, Node root) {
                return super.builder(yaml, withValues(root));
            }
        });
        context.addComponent("kamelet", component());
        // the value of a property is encoded as well
        context.getPropertiesComponent().addPropertiesFunction(new PropertyFunction(IN_ADDRESS, placeholder -> {
            String value = context.getPropertiesComponent().parseUri("{{" + placeholder + "}}");
            return value == null ? null : encoded(value);
        }));
    }

    private static void bind(CamelContext context, String extension, RoutesBuilderLoader loader) {
        loader.setCamelContext(context);
        ServiceHelper.startService(loader);
        context.getRegistry().bind(DefaultRoutesLoader.ROUTES_LOADER_KEY_PREFIX + extension, loader);
    }

    /** Camel's component, which gives a Kamelet what was encoded as it was. */
    private static Component component() {
        return new KameletComponent() {
            @Override
            protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                    throws Exception {
                parameters.replaceAll((name, value) ->
                        value instanceof String text && text.startsWith(ENCODED) ? raw(decoded(text)) : value);
                return super.createEndpoint(uri, remaining, parameters);
            }
        };
    }

    /** Within Camel's marks of a raw text, which the component takes off, and with them every {@code 25} behind a {@code %}. */
    private static String raw(String value) {
        return "RAW(" + value.replace("%25", "%2525") + ")";
    }

    /** The file, in which the parameters of each call of a Kamelet are encoded. */
    private static Node withValues(Node node) {
        if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(KameletCalls::withValues);
        } else if (node instanceof MappingNode mapping) {
            boolean isCall = mapping.getValue().stream()
                    .anyMatch(entry ->
                            isKey(entry, "uri") && text(entry.getValueNode()).matches("kamelet(:.*)?"));
            for (NodeTuple entry : mapping.getValue()) {
                if (isCall && isKey(entry, "parameters") && entry.getValueNode() instanceof MappingNode parameters) {
                    parameters.setValue(parameters.getValue().stream()
                            .map(KameletCalls::encoded)
                            .toList());
                } else {
                    withValues(entry.getValueNode());
                }
            }
        }
        return node;
    }

    private static NodeTuple encoded(NodeTuple parameter) {
        if (!(parameter.getValueNode() instanceof ScalarNode value)
                || PLAIN.matcher(value.getValue()).matches()) {
            return parameter;
        }
        String text = ENCODED
                + Placeholders.map(
                        value.getValue(), KameletCalls::encoded, placeholder -> IN_ADDRESS + ":" + placeholder);
        return new NodeTuple(
                parameter.getKeyNode(),
                new ScalarNode(Tag.STR, true, text, value.getScalarStyle(), value.getStartMark(), value.getEndMark()));
    }

    /** Each UTF-16 unit that is not plain as four hexadecimal digits behind a mark. */
    private static String encoded(String value) {
        var encoded = new StringBuilder();
        for (char unit : value.toCharArray()) {
            String text = String.valueOf(unit);
            encoded.append(
                    PLAIN.matcher(text).matches() ? text : "_" + HexFormat.of().toHexDigits(unit));
        }
        return encoded.toString();
    }

    /** What {@link #withValues} or the property function has encoded. */
    private static String decoded(String text) {
        return UNIT.matcher(text.substring(ENCODED.length()))
                .replaceAll(unit ->
                        Matcher.quoteReplacement(String.valueOf((char) HexFormat.fromHexDigits(unit.group(1)))));
    }

    private static boolean isKey(NodeTuple entry, String key) {
        return text(entry.getKeyNode()).equals(key);
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
