package io.transcoder.tree;

import io.transcoder.bitmovin.DescribedResources;
import io.transcoder.bitmovin.ResourceIds;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.apache.camel.spi.PropertiesComponent;

/** What a tree needs of the route that it stands in. */
record Surroundings(CamelContext context, ResourceIds ids, DescribedResources codecs) {
    /** The text compiled as Simple. */
    Expression simple(String text) {
        Expression compiled = context.resolveLanguage("simple").createExpression(text);
        compiled.init(context);
        return compiled;
    }

    /**
     * The value of a Kamelet's parameter, or else of a property, as it was given: a parameter is the text that the caller gave, or a
     * default that may name a property.
     */
    String value(String key) {
        PropertiesComponent properties = context.getPropertiesComponent();
        Properties parameters = properties.getLocalProperties();
        Object parameter = parameters == null ? null : parameters.get(key);
        String text = parameter == null ? "{{" + key + "}}" : parameter.toString();
        return text.contains("{{") ? properties.parseUri(text) : text;
    }
}
