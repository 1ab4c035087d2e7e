package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurrentValueTest {
    @TempDir
    private Path secrets;

    @Test
    void aChangedFileIsSeenAtTheNextLook() throws IOException {
        CurrentValue key = keyFrom("first\n", NONE);
        write("second\n");

        assertThat(key.get()).isEqualTo("second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two\nlines", "{{aws:a-reference-that-only-a-start-resolves}}"})
    void theLastGoodValueStaysWhileTheFileIsNoGood(String content) throws IOException {
        CurrentValue key = keyFrom("first", NONE);
        write("second");
        assertThat(key.get()).isEqualTo("second");

        write(content);
        assertThat(key.get()).isEqualTo("second");

        write("third");
        assertThat(key.get()).isEqualTo("third");
    }

    @Test
    void theLastGoodValueStaysWhileThereIsNoFile() throws IOException {
        CurrentValue key = keyFrom("first", NONE);
        Files.delete(secrets.resolve("bitmovin.api-key"));

        assertThat(key.get()).isEqualTo("first");
    }

    @Test
    void aFileThatHasChangedBeforeItsFirstUseIsSeen() throws IOException {
        Settings settings = settings("first", NONE);
        write("second");

        CurrentValue key = new CurrentValue(settings, Setting.BITMOVIN_API_KEY);

        assertThat(key.get()).isEqualTo("second");
        write("third");
        assertThat(key.get()).isEqualTo("third");
    }

    @Test
    void aFileThatIsMissingAtItsFirstUseIsSeenWhenItIsBack() throws IOException {
        Settings settings = settings("first", NONE);
        Files.delete(secrets.resolve("bitmovin.api-key"));

        CurrentValue key = new CurrentValue(settings, Setting.BITMOVIN_API_KEY);

        assertThat(key.get()).isEqualTo("first");
        write("second");
        assertThat(key.get()).isEqualTo("second");
    }

    /** Of the JVM's own, as the environment of a test can't be changed. */
    @ParameterizedTest
    @ValueSource(strings = {"first", "of-the-jvm\n"})
    void aFileThatAPropertyOfTheJvmBeatsIsNotLookedAt(String value) throws IOException {
        System.setProperty("bitmovin.api-key", value);
        try {
            CurrentValue key = keyFrom("first", Map.of("bitmovin.api-key", value));
            write("second");

            assertThat(key.get()).isEqualTo(value.strip());
        } finally {
            System.clearProperty("bitmovin.api-key");
        }
    }

    @Test
    void withoutADirectoryTheValueStays() {
        var settings = Settings.of(EffectiveProperties.of(Map.of("bitmovin.api-key", "alone"), NONE, NONE));

        assertThat(new CurrentValue(settings, Setting.BITMOVIN_API_KEY).get()).isEqualTo("alone");
    }

    @Test
    void aSettingWithoutAValueHasNoneNow() {
        var settings = Settings.of(EffectiveProperties.of(NONE, NONE, NONE));

        assertThatThrownBy(() -> new CurrentValue(settings, Setting.BITMOVIN_API_KEY))
                .isInstanceOf(ConfigurationException.class);
    }

    private static final Map<String, String> NONE = Map.of();

    private CurrentValue keyFrom(String content, Map<String, String> system) throws IOException {
        return new CurrentValue(settings(content, system), Setting.BITMOVIN_API_KEY);
    }

    private Settings settings(String content, Map<String, String> system) throws IOException {
        write(content);
        Map<String, String> values = new HashMap<>(Map.of("secrets.directory", secrets.toString()));
        values.putAll(SecretFiles.read(secrets));
        return Settings.of(EffectiveProperties.of(values, system, NONE));
    }

    private void write(String content) throws IOException {
        Files.writeString(secrets.resolve("bitmovin.api-key"), content);
    }
}
