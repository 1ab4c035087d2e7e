package io.transcoder.upload;

import java.text.Normalizer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives the Unicode forms of a name, which look alike: {@code ü} is one character or two, and a file manager may use the other form
 * than the keyboard (Unicode Standard Annex 15).
 */
public final class NameForms {
    private NameForms() {}

    /** The name itself first. */
    public static List<String> of(String name) {
        return Stream.of(
                        name,
                        Normalizer.normalize(name, Normalizer.Form.NFC),
                        Normalizer.normalize(name, Normalizer.Form.NFD))
                .distinct()
                .toList();
    }
}
