package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsDirectoryTest {
    private static final Map<String, String> NONE = Map.of();

    @TempDir
    private Path folder;

    private Path file;
    private Path secrets;

    @BeforeEach
    void aFileThatNamesADirectory() throws IOException {
        secrets = Files.createDirectory(folder.resolve("secrets"));
        file = Files.writeString(
                folder.resolve("application.properties"),
                "secrets.directory=" + secrets + "\nbitmovin.api-key=of-the-file\n");
    }

    @Test
    void aFileNamedLikeAKeyBeatsTheConfigurationFile() throws IOException {
        secret("bitmovin.api-key", "of-the-directory\n");

        assertThat(EffectiveProperties.load(file, NONE, NONE)).containsEntry("bitmovin.api-key", "of-the-directory");
    }

    @Test
    void theEnvironmentAndTheSystemPropertyBeatTheDirectory() throws IOException {
        secret("bitmovin.api-key", "of-the-directory");

        assertThat(EffectiveProperties.load(file, NONE, Map.of("BITMOVIN_API_KEY", "of-the-environment")))
                .containsEntry("bitmovin.api-key", "of-the-environment");
        assertThat(EffectiveProperties.load(file, Map.of("bitmovin.api-key", "of-the-system"), NONE))
                .containsEntry("bitmovin.api-key", "of-the-system");
    }

    @Test
    void theDirectoryCanComeFromTheEnvironment() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("bitmovin.api-key"), "of-the-other");

        assertThat(EffectiveProperties.load(file, NONE, Map.of("SECRETS_DIRECTORY", other.toString())))
                .containsEntry("bitmovin.api-key", "of-the-other");
    }

    /** Kubernetes mounts a key as a link into a hidden folder, so that all of them change at once. */
    @Test
    void linksAreFollowedAndWhatIsNotOursIsLeftAlone() throws IOException {
        Path data = Files.createDirectory(secrets.resolve("..2026_11_24"));
        Files.writeString(data.resolve("vidispine.password"), "of-the-link");
        Files.createSymbolicLink(secrets.resolve("vidispine.password"), data.resolve("vidispine.password"));
        secret("tls.crt", "-----BEGIN");

        assertThat(EffectiveProperties.load(file, NONE, NONE))
                .containsEntry("vidispine.password", "of-the-link")
                .doesNotContainKey("tls.crt");
    }

    @Test
    void aMisspeltFileIsAnUnknownKey() throws IOException {
        secret("bitmovin.apikey", "never-shown");

        assertThat(SettingsCheck.check(EffectiveProperties.load(file, NONE, NONE), Set.of()))
                .filteredOn(problem -> problem.key().equals("bitmovin.apikey"))
                .extracting(Problem::message)
                .containsExactly("is not a known key; did you mean bitmovin.api-key?");
    }

    @Test
    void anEmptyFileMeansThatNothingWasSetThere() throws IOException {
        secret("queue.consumers", "\n");

        assertThat(EffectiveProperties.load(file, NONE, NONE)).containsEntry("queue.consumers", "10");
    }

    @Test
    void aDirectoryThatIsNotThereStopsTheStartAndIsAWarningWhereNoSecretIsNeeded() {
        Map<String, String> effective = EffectiveProperties.load(file, NONE, Map.of("SECRETS_DIRECTORY", "/no/such"));
        String line = "secrets.directory: there is no directory /no/such";

        assertThat(SettingsCheck.check(effective, Set.of()))
                .filteredOn(Problem::isError)
                .extracting(Problem::line)
                .contains(line);
        assertThat(SettingsCheck.checkWithoutSecrets(effective, Set.of()))
                .filteredOn(problem -> !problem.isError())
                .extracting(Problem::line)
                .containsExactly(line);
    }

    @Test
    void aFileThatIsNoTextStopsTheStartAndIsNotShown() throws IOException {
        Files.write(secrets.resolve("bitmovin.api-key"), new byte[] {'k', (byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> EffectiveProperties.load(file, NONE, NONE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("secrets.directory: " + secrets.resolve("bitmovin.api-key")
                        + " cannot be read (MalformedInputException)");
    }

    private void secret(String name, String value) throws IOException {
        Files.writeString(secrets.resolve(name), value);
    }
}
