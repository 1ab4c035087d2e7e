package io.transcoder.boot;

import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;

/** Keeps a backslash among the last two characters of a text with properties, which the parser of Camel 4.18 takes away. */
final class WholeValues extends DefaultPropertiesParser {
    WholeValues(PropertiesComponent properties) {
        super(properties);
    }

    @Override
    public String parseUri(
            String text, PropertiesLookup lookup, boolean defaults, boolean keepUnresolved, boolean nested) {
        String parsed = super.parseUri(text, lookup, defaults, keepUnresolved, nested);
        int last = parsed == null ? -1 : parsed.lastIndexOf('\\');
        return last < 0 || last < parsed.length() - 2
                ? parsed
                : parsed.substring(0, last) + '\\' + parsed.substring(last);
    }
}
