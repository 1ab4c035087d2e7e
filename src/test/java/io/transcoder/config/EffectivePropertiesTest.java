package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EffectivePropertiesTest {
    private static final Map<String, String> NONE = Map.of();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void withNothingSetEverySettingHasItsDefault(Setting setting) {
        assertThat(EffectiveProperties.of(NONE, NONE, NONE)).containsEntry(setting.key(), setting.defaultValue());
    }

    @ParameterizedTest
    @EnumSource
    void everySettingIsTakenFromTheFile(Setting setting) {
        Map<String, String> file = Map.of(setting.key(), ConfigurationSamples.another(setting));

        assertThat(EffectiveProperties.of(file, NONE, NONE))
                .containsEntry(setting.key(), ConfigurationSamples.another(setting));
    }

    @ParameterizedTest
    @EnumSource
    void everySettingOfTheFileIsBeatenByTheSystemProperty(Setting setting) {
        Map<String, String> file = Map.of(setting.key(), "from-the-file");
        Map<String, String> system = Map.of(setting.key(), "from-the-system");

        assertThat(EffectiveProperties.of(file, system, NONE))
                .containsEntry(setting.key(), setting.type().tidy("from-the-system"));
    }

    @ParameterizedTest
    @EnumSource
    void everySettingIsBeatenByTheEnvironment(Setting setting) {
        Map<String, String> file = Map.of(setting.key(), "from-the-file");
        Map<String, String> system = Map.of(setting.key(), "from-the-system");
        Map<String, String> environment = Map.of(setting.environmentName(), "from-the-environment");

        assertThat(EffectiveProperties.of(file, system, environment))
                .containsEntry(setting.key(), setting.type().tidy("from-the-environment"));
    }

    @Test
    void valuesAreTrimmed() {
        Map<String, String> file = Map.of("source.bucket", " sources\t", "profile.mine", " x ");

        assertThat(EffectiveProperties.of(file, NONE, NONE))
                .containsEntry("source.bucket", "sources")
                .containsEntry("profile.mine", "x");
    }

    @Test
    void anEmptyValueLetsTheNextSourceSpeak() {
        Map<String, String> file = Map.of("queue.visibility", "60s", "watch.period", "");
        Map<String, String> environment = Map.of("QUEUE_VISIBILITY", " ");

        assertThat(EffectiveProperties.of(file, NONE, environment))
                .containsEntry("queue.visibility", "60s")
                .containsEntry("watch.period", "15s");
    }

    @Test
    void anEmptyProfilePrefixMeansTheWholeBucket() {
        assertThat(EffectiveProperties.of(Map.of("profile.source-prefix", ""), NONE, NONE))
                .containsEntry("profile.source-prefix", "");
    }

    @Test
    void theLedgerIsInTheOutputBucketUnlessSaidOtherwise() {
        Map<String, String> file = Map.of("output.bucket", "outputs");

        assertThat(EffectiveProperties.of(file, NONE, NONE)).containsEntry("jobs.bucket", "outputs");
        assertThat(EffectiveProperties.of(file, NONE, Map.of("JOBS_BUCKET", "ledger")))
                .containsEntry("jobs.bucket", "ledger");
        assertThat(EffectiveProperties.of(file, NONE, Map.of("OUTPUT_BUCKET", "elsewhere")))
                .containsEntry("jobs.bucket", "elsewhere");
    }

    @Test
    void oneEndpointServesBothServicesUnlessOneIsNamedSingly() {
        Map<String, String> file =
                Map.of("aws.endpoint", "http://localhost:1", "aws.sqs.endpoint", "http://localhost:2");

        assertThat(EffectiveProperties.of(file, NONE, NONE))
                .containsEntry("aws.s3.endpoint", "http://localhost:1")
                .containsEntry("aws.sqs.endpoint", "http://localhost:2");
    }

    @Test
    void theSdksOwnNamesOfEndpointsCountWhereOursHaveNone() {
        Map<String, String> all = Map.of("AWS_ENDPOINT_URL", "http://localhost:1");
        Map<String, String> single = Map.of(
                "AWS_ENDPOINT_URL", "http://localhost:1",
                "AWS_ENDPOINT_URL_S3", "http://localhost:2",
                "AWS_SQS_ENDPOINT", "http://localhost:3",
                "AWS_ENDPOINT_URL_SQS", "http://localhost:4");
        Map<String, String> system =
                Map.of("aws.endpointUrl", "http://localhost:5", "aws.endpointUrlSqs", "http://localhost:6");

        assertThat(EffectiveProperties.of(NONE, NONE, all))
                .containsEntry("aws.endpoint", "http://localhost:1")
                .containsEntry("aws.s3.endpoint", "http://localhost:1")
                .containsEntry("aws.sqs.endpoint", "http://localhost:1");
        assertThat(EffectiveProperties.of(NONE, NONE, single))
                .containsEntry("aws.s3.endpoint", "http://localhost:2")
                .containsEntry("aws.sqs.endpoint", "http://localhost:3");
        assertThat(EffectiveProperties.of(NONE, system, NONE))
                .containsEntry("aws.s3.endpoint", "http://localhost:5")
                .containsEntry("aws.sqs.endpoint", "http://localhost:6");
        assertThat(EffectiveProperties.of(Map.of("aws.endpoint", "http://localhost:7"), system, all))
                .containsEntry("aws.endpoint", "http://localhost:7");
    }

    @Test
    void aSlashAtTheEndOfAUrlGoes() {
        assertThat(EffectiveProperties.of(Map.of("bitmovin.url", "https://host/v1//"), NONE, NONE))
                .containsEntry("bitmovin.url", "https://host/v1");
    }

    @Test
    void keysOfProfilesOfTheirOwnCanBeOverriddenToo() {
        Map<String, String> file = Map.of("profile.hd.suffix", "a", "profile.sd.suffix", "a");
        Map<String, String> system = Map.of("profile.hd.suffix", "b", "profile.sd.suffix", "b", "profile.new", "b");

        assertThat(EffectiveProperties.of(file, system, Map.of("PROFILE_HD_SUFFIX", "c")))
                .containsEntry("profile.hd.suffix", "c")
                .containsEntry("profile.sd.suffix", "b")
                .containsEntry("profile.new", "b");
    }

    @Test
    void aMisspeltSystemPropertyIsPassedOnToTheCheck() {
        assertThat(EffectiveProperties.of(NONE, Map.of("queue.visibilty", "60s"), NONE))
                .containsEntry("queue.visibilty", "60s");
    }

    @Test
    void systemPropertiesOfTheJvmAndOfTheAwsSdkAreNotOurs() {
        Map<String, String> system = Map.of("java.version", "17", "aws.accessKeyId", "x", "camel.main.name", "x");

        assertThat(EffectiveProperties.of(NONE, system, NONE))
                .doesNotContainKeys(system.keySet().toArray(String[]::new));
    }

    @Test
    void otherKeysOfTheFileAreOverriddenAlike() {
        Map<String, String> file = Map.of("my.key", "file", "camel.main.name", "file", "other-key", "file");
        Map<String, String> system = Map.of("camel.main.name", "system", "other-key", "system");

        assertThat(EffectiveProperties.of(file, system, Map.of("OTHER_KEY", "environment")))
                .containsEntry("my.key", "file")
                .containsEntry("camel.main.name", "system")
                .containsEntry("other-key", "environment");
    }

    @Test
    void theFileIsReadAsUtf8WithOrWithoutByteOrderMark() throws IOException {
        Path file = directory.resolve("application.properties");
        Files.writeString(file, "\uFEFFbitmovin.input=Übung 中\n#aws.endpoint=\n");

        assertThat(EffectiveProperties.read(file)).containsExactly(Map.entry("bitmovin.input", "Übung 中"));
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> EffectiveProperties.read(directory.resolve("none.properties")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("none.properties: there is no such file")
                .hasMessageContaining("--config");
    }

    @Test
    void aDirectoryCannotBeRead() {
        assertThatThrownBy(() -> EffectiveProperties.read(directory))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void anotherEncodingIsRefusedWithoutShowingTheContent() throws IOException {
        Path file = directory.resolve("application.properties");
        Files.write(file, "vidispine.password=geheim-ü".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> EffectiveProperties.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not UTF-8")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void aBrokenEscapeIsRefused() throws IOException {
        Path file = directory.resolve("application.properties");
        Files.writeString(file, "routes.directory=C:\\users\n");

        assertThatThrownBy(() -> EffectiveProperties.read(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("\\u");
    }
}
