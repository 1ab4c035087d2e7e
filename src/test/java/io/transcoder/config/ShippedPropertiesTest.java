package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShippedPropertiesTest {
    private static final Path FILE = Path.of("application.properties");
    private static final Pattern PROPERTY = Pattern.compile("(#?)([A-Za-z0-9.-]+)\\s*=(.*)");

    @Test
    void everyKeyIsThereExactlyOnceAndNoOther() throws IOException {
        List<String> keys = new ArrayList<>();
        for (Matcher property : properties()) {
            keys.add(property.group(2));
        }

        assertThat(keys)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Setting.values()).map(Setting::key).toList());
    }

    @ParameterizedTest
    @EnumSource
    void everyDefaultShownIsTheCodes(Setting setting) throws IOException {
        Map<String, String> shown = new LinkedHashMap<>();
        for (Matcher property : properties()) {
            shown.put(property.group(2), property.group(3));
        }

        assertThat(shown).containsEntry(setting.key(), setting.defaultValue());
    }

    @Test
    void onlyWhatHasNoValueIsCommentedOut() throws IOException {
        for (Matcher property : properties()) {
            Setting setting = Setting.ofKey(property.group(2)).orElseThrow();
            boolean optionalWithoutDefault = setting.defaultValue().isEmpty() && !setting.isRequired();

            assertThat(property.group(1)).as(setting.key()).isEqualTo(optionalWithoutDefault ? "#" : "");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyPropertyHasACommentWithItsDefaultOrThatItIsRequired(Setting setting) throws IOException {
        List<String> comment = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith("# ")) {
                comment.add(line);
            } else if (line.isEmpty()) {
                comment.clear();
            } else if (line.matches("#?" + Pattern.quote(setting.key()) + "=.*")) {
                break;
            }
        }

        String text = String.join(" ", comment);
        if (setting.isRequired()) {
            assertThat(text).contains("REQUIRED");
        } else if (setting.fallback().isPresent()) {
            assertThat(text).contains("Default: " + setting.fallback().get().key());
        } else {
            assertThat(text).containsPattern("Defaults?: ");
            assertThat(text).contains(setting.defaultValue().isEmpty() ? "Default: none" : setting.defaultValue());
        }
    }

    @Test
    void onlyTheRequiredOnesAreMissing() {
        Map<String, String> effective = EffectiveProperties.of(EffectiveProperties.read(FILE), Map.of(), Map.of());

        assertThat(SettingsCheck.check(effective, Set.of()))
                .extracting(Problem::key)
                .containsExactly("source.bucket", "output.bucket", "bitmovin.api-key");
    }

    private static List<Matcher> properties() throws IOException {
        return Files.readAllLines(FILE).stream()
                .map(PROPERTY::matcher)
                .filter(Matcher::matches)
                .toList();
    }
}
