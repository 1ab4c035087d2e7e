package io.transcoder.setup.step;

import io.transcoder.config.Shipped;
import java.util.Locale;
import java.util.Map;

/** What {@code setup-texts.yaml} has for one step, finding, trouble or assumption. */
public record Texts(Map<?, ?> parts) {
    private static final Map<?, ?> ALL = Shipped.yaml("setup-texts.yaml");

    /** @param section such as {@code findings} */
    public static Texts of(String section, String id) {
        return new Texts((Map<?, ?>) ((Map<?, ?>) ALL.get(section)).get(id));
    }

    /** Empty where there is no such part. */
    public String part(String name, Object... values) {
        Object text = parts.get(name);
        return text == null ? "" : text.toString().formatted(values);
    }

    /** A part that is the name of a constant in small letters. */
    <E extends Enum<E>> E constant(String name, Class<E> type) {
        return Enum.valueOf(type, part(name).toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** As {@link #constant(String, Class)}, where there is one. */
    <E extends Enum<E>> E constant(String name, Class<E> type, E otherwise) {
        return parts.containsKey(name) ? constant(name, type) : otherwise;
    }
}
