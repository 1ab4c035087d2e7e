package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
    @ParameterizedTest
    @EnumSource
    void everySettingCanBeSet(Setting setting) {
        Settings settings = Settings.of(Map.of(setting.key(), ConfigurationSamples.another(setting)));

        assertThat(settings.text(setting)).isEqualTo(ConfigurationSamples.another(setting));
        assertThat(settings.find(setting)).contains(ConfigurationSamples.another(setting));
    }

    @ParameterizedTest
    @EnumSource
    void everyMalformedValueIsRefusedWithoutShowingIt(Setting setting) {
        for (String malformed : ConfigurationSamples.malformed(setting.type())) {
            assertThatThrownBy(() -> Settings.of(Map.of(setting.key(), malformed)))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage(setting.key() + ": the value is not "
                            + setting.type().expectation());
        }
    }

    @Test
    void aReferenceToAVaultIsNeverTakenForTheSecret() {
        Settings settings = Settings.of(Map.of("bitmovin.api-key", "{{aws:name:t0p}}"));

        assertThat(settings.isSet(Setting.BITMOVIN_API_KEY)).isTrue();
        assertThat(settings.reference(Setting.BITMOVIN_API_KEY)).isPresent();
        assertThatThrownBy(() -> settings.text(Setting.BITMOVIN_API_KEY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> settings.find(Setting.BITMOVIN_API_KEY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bitmovin.api-key is in a vault");
        assertThat(settings.toString()).doesNotContain("t0p");
    }

    @Test
    void whatIsSetOrNoSecretIsNoReference() {
        Settings settings = Settings.of(Map.of("bitmovin.api-key", "any", "bitmovin.input", "{{aws:name}}"));

        assertThat(settings.reference(Setting.BITMOVIN_API_KEY)).isEmpty();
        assertThat(settings.reference(Setting.BITMOVIN_INPUT)).isEmpty();
        assertThat(settings.isSet(Setting.VIDISPINE_PASSWORD)).isFalse();
    }

    @Test
    void valuesAreTyped() {
        Settings settings = Settings.of(Map.of("vidispine.url", "http://localhost:8080/", "watch.period", "200ms"));

        assertThat(settings.duration(Setting.WATCH_PERIOD)).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.duration(Setting.QUEUE_VISIBILITY)).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.integer(Setting.QUEUE_RECEIVES)).isEqualTo(4);
        assertThat(settings.url(Setting.VIDISPINE_URL)).contains(URI.create("http://localhost:8080"));
        assertThat(settings.url(Setting.AWS_ENDPOINT)).isEmpty();
    }

    @Test
    void askingForAnotherTypeIsAMistakeOfTheCaller() {
        Settings settings = Settings.of(Map.of());

        assertThatThrownBy(() -> settings.duration(Setting.QUEUE_CONSUMERS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.integer(Setting.QUEUE_VISIBILITY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.url(Setting.LOG_FORMAT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMissingValueIsNoticedWhenItIsNeeded() {
        Settings settings = Settings.of(Map.of());

        assertThat(settings.find(Setting.BITMOVIN_API_KEY)).isEmpty();
        assertThatThrownBy(() -> settings.text(Setting.BITMOVIN_API_KEY))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("bitmovin.api-key")
                .hasMessageContaining("BITMOVIN_API_KEY");
    }

    @Test
    void anEmptyPrefixIsAValue() {
        assertThat(Settings.of(Map.of("profile.output-prefix", "")).text(Setting.PROFILE_OUTPUT_PREFIX))
                .isEmpty();
    }

    @Test
    void aFallbackIsFollowedHereToo() {
        assertThat(Settings.of(Map.of("output.bucket", "outputs")).text(Setting.JOBS_BUCKET))
                .isEqualTo("outputs");
    }

    @Test
    void laterChangesOfTheMapAreNotSeen() {
        Map<String, String> map = new HashMap<>(Map.of("source.bucket", "one"));
        Settings settings = Settings.of(map);
        map.put("source.bucket", "two");

        assertThat(settings.text(Setting.SOURCE_BUCKET)).isEqualTo("one");
    }

    @Test
    void noSecretIsShown() {
        Map<String, String> map = new HashMap<>();
        for (Setting setting : Setting.values()) {
            map.put(setting.key(), setting.isSecret() ? secret(setting) : ConfigurationSamples.another(setting));
        }

        assertThat(Settings.of(map).toString())
                .doesNotContain("t0p")
                .contains("bitmovin.api-key=***", "source.bucket=other.bucket-2");
        assertThat(Settings.of(Map.of()).toString()).contains("bitmovin.api-key=,");
    }

    private static String secret(Setting setting) {
        if (setting.type() == ValueType.RECEIVER) {
            return "https://user:t0p@example.com/t0p?t0p";
        }
        return setting.type() == ValueType.PROXY
                ? "http://user:t0p@t0p:3128"
                : "t0p=of-24-characters=" + setting.name();
    }
}
