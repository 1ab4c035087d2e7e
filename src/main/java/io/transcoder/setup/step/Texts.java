package io.transcoder.setup.step;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code setup-texts.yaml} has for one step, finding, trouble or assumption. */
public record Texts(Map<?, ?> parts) {
    private static final Map<?, ?> ALL = read();

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

    private static Map<?, ?> read() {
        try (InputStream in = Texts.class.getResourceAsStream("/setup-texts.yaml")) {
            return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
