package io.transcoder.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.boot.LogLines;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.VaultDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.s3.S3Client;

/** Credentials that change while the application runs. */
@Tag("slow")
class KeyRotationTest {
    /** Which the sandbox's encoder does not know, and so shows that it came. */
    private static final String NEXT = "next-key-77aa";

    @TempDir
    private Path secrets;

    @Test
    void afterTheFileOfTheApiKeyHasChangedTheNextCallsHaveTheNewKeyAndNoLogHasEither() throws IOException {
        secret("bitmovin.api-key", Site.API_KEY);
        try (LogLines log = LogLines.listen();
                Site site = Site.start();
                Application application = site.application(settings())) {
            application.start();
            site.upload("in/before.mxf", "media");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> site.records("in/before.mxf").contains("1.clean"));
            assertThat(refused(site)).isZero();

            secret("bitmovin.api-key", NEXT);

            site.upload("in/after.mxf", "media");
            await().atMost(Duration.ofSeconds(60)).until(() -> refused(site) > 0);
            isSaidButNotShown(log);
        }
    }

    @Test
    void afterTheSecretInTheVaultHasChangedTheNextCallsHaveTheNewKeyAndNoLogHasEither() {
        try (VaultDouble vault = VaultDouble.start();
                LogLines log = LogLines.listen();
                Site site = Site.start()) {
            vault.put("prod/transcoder", "{\"api-key\":\"" + Site.API_KEY + "\"}");
            Map<String, String> settings = Map.of(
                    "aws.endpoint", vault.endpoint(),
                    "bitmovin.api-key", "{{aws:prod/transcoder#api-key}}",
                    "secrets.refresh", "100ms");
            try (Application application = site.application(settings)) {
                application.start();
                site.upload("in/before.mxf", "media");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> site.records("in/before.mxf").contains("1.clean"));
                assertThat(refused(site)).isZero();

                vault.put("prod/transcoder", "{\"api-key\":\"" + NEXT + "\"}");

                site.upload("in/after.mxf", "media");
                await().atMost(Duration.ofSeconds(60)).until(() -> refused(site) > 0);
            }
            isSaidButNotShown(log);
        }
    }

    @Test
    void aVaultThatDoesNotAnswerAtTheStartHoldsTheUploadsUntilItDoes() {
        try (VaultDouble vault = VaultDouble.start();
                LogLines log = LogLines.listen();
                Site site = Site.start()) {
            vault.put("key", Site.API_KEY);
            vault.refuse(500, "InternalServiceError", "no");
            try (Application application =
                    site.application(Map.of("aws.endpoint", vault.endpoint(), "bitmovin.api-key", "{{aws:key}}"))) {
                application.start();
                site.upload("in/waits.mxf", "media");
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> log.lines().stream().anyMatch(line -> line.contains("stays in the queue")));

                vault.heal();

                await().atMost(Duration.ofSeconds(60))
                        .until(() -> site.records("in/waits.mxf").contains("1.clean"));
                assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
            }
        }
    }

    @Test
    void theVaultIsAskedWithTheKeysOfAwsThatAreInForceNow() throws IOException {
        secret("aws.access-key", "first");
        secret("aws.secret-key", "first-secret");
        secret("bitmovin.api-key", "{{aws:key}}");
        try (VaultDouble vault = VaultDouble.start()) {
            vault.put("key", "value");
            Map<String, String> settings = new HashMap<>(settings());
            settings.putAll(Map.of("aws.endpoint", vault.endpoint(), "secrets.refresh", "100ms"));
            var key = new Secrets(Settings.of(EffectiveProperties.of(settings, Map.of(), Map.of())))
                    .current(Setting.BITMOVIN_API_KEY);

            secret("aws.access-key", "second");
            secret("aws.secret-key", "second-secret");

            await().until(() -> {
                key.get();
                return vault.asked()
                        .get(vault.asked().size() - 1)
                        .authorization()
                        .contains("Credential=second/");
            });
        }
    }

    @Test
    void keysOfAwsInFilesAreReadAnew() throws IOException {
        secret("aws.access-key", "first");
        secret("aws.secret-key", "first-secret");
        try (S3Client s3 = new AwsClients(Settings.of(settings())).s3()) {
            assertThat(identity(s3).accessKeyId()).isEqualTo("first");

            secret("aws.access-key", "second");
            secret("aws.secret-key", "second-secret");

            assertThat(identity(s3).accessKeyId()).isEqualTo("second");
            assertThat(identity(s3).secretAccessKey()).isEqualTo("second-secret");
        }
    }

    private static void isSaidButNotShown(LogLines log) {
        assertThat(log.lines())
                .contains("INFO bitmovin.api-key has changed, and is used from now on")
                .noneMatch(line -> line.contains(NEXT) || line.contains(Site.API_KEY));
    }

    private static AwsCredentialsIdentity identity(S3Client s3) {
        return s3.serviceClientConfiguration()
                .credentialsProvider()
                .resolveIdentity()
                .join();
    }

    private static long refused(Site site) {
        return site.encoder().calls().stream()
                .filter(call -> call.status() == 401)
                .count();
    }

    private Map<String, String> settings() throws IOException {
        Path file = Files.writeString(
                Files.createTempFile("application", ".properties"), "secrets.directory=" + secrets + "\n");
        Map<String, String> settings = new HashMap<>(EffectiveProperties.load(file, Map.of(), Map.of()));
        Files.delete(file);
        settings.keySet().removeIf(key -> !Files.exists(secrets.resolve(key)) && !key.equals("secrets.directory"));
        return settings;
    }

    /** As an orchestrator does it: at no moment is there half a file. */
    private void secret(String name, String value) throws IOException {
        Path next = Files.writeString(secrets.resolve("..next"), value + "\n");
        Files.move(next, secrets.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
