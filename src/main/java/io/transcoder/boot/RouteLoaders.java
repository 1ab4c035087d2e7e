package io.transcoder.boot;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dsl.yaml.KameletRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.dsl.yaml.common.YamlDeserializationContext;
import org.apache.camel.impl.engine.DefaultRoutesLoader;
import org.apache.camel.spi.RoutesBuilderLoader;
import org.apache.camel.support.service.ServiceHelper;
import org.snakeyaml.engine.v2.nodes.Node;

/** Camel's loaders of YAML, which take what a Kamelet is called with as values; see {@link KameletCalls}. */
final class RouteLoaders {
    private RouteLoaders() {}

    static void addTo(CamelContext context) {
        bind(context, "camel.yaml", new Routes());
        bind(context, "kamelet.yaml", new Kamelets());
        context.addComponent("kamelet", KameletCalls.component());
        context.getPropertiesComponent().addPropertiesFunction(KameletCalls.inAddress(context));
    }

    private static void bind(CamelContext context, String extension, RoutesBuilderLoader loader) {
        loader.setCamelContext(context);
        ServiceHelper.startService(loader);
        context.getRegistry().bind(DefaultRoutesLoader.ROUTES_LOADER_KEY_PREFIX + extension, loader);
    }

    private static final class Routes extends YamlRoutesBuilderLoader {
        @Override
        protected RouteBuilder builder(YamlDeserializationContext context, Node root) {
            return super.builder(context, KameletCalls.withValues(root));
        }
    }

    private static final class Kamelets extends KameletRoutesBuilderLoader {
        @Override
        protected RouteBuilder builder(YamlDeserializationContext context, Node root) {
            return super.builder(context, KameletCalls.withValues(root));
        }
    }
}
