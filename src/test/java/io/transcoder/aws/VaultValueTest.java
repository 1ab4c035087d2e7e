package io.transcoder.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.LogLines;
import io.transcoder.config.ConfigurationException;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.config.VaultReference;
import io.transcoder.sandbox.SetClock;
import io.transcoder.sandbox.VaultDouble;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.component.aws.secretsmanager.SecretsManagerPropertiesFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets of AWS Secrets Manager. */
@Tag("slow")
class VaultValueTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String SECRET = "t0p-secret-9c1d";

    private final VaultDouble vault = VaultDouble.start();
    private final SetClock clock = new SetClock(Instant.EPOCH);
    private LogLines log;

    @BeforeEach
    void listen() {
        log = LogLines.listen();
    }

    @AfterEach
    void stop() {
        vault.close();
        log.close();
        assertThat(log.lines()).noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void aFieldOfASecretIsAskedForWithTheCredentialsAndTheRegionOfTheConfiguration() {
        vault.put("prod/transcoder", "{\"api-key\":\"" + SECRET + "\",\"other\":\"x\"}");

        assertThat(key("{{aws:prod/transcoder#api-key}}").get()).isEqualTo(SECRET);
        assertThat(vault.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.secret()).isEqualTo("prod/transcoder");
            assertThat(asked.version()).isNull();
            assertThat(asked.authorization()).contains("Credential=any/", "/eu-central-1/secretsmanager/");
        });
    }

    @Test
    void aSecretWithoutAFieldIsTheValueWithoutTheSpaceAroundIt() {
        vault.put("key", SECRET + "\n");

        assertThat(key("{{aws:key}}").get()).isEqualTo(SECRET);
    }

    /** What Camel's own function makes of a placeholder in a route. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "plain@v1",
                "a/b",
                "json#one",
                "json#one@v1",
                "json#one:default",
                "json#one:default@v1",
                "json#none:default",
                "json#none:default@v1",
                "missing:default",
                "missing:default@v1",
                "missing#one:default",
                "plain:default@v1"
            })
    void aReferenceMeansWhatItMeansInARoute(String reference) {
        for (String version : List.of("current", "v1")) {
            vault.put("plain", "plain of " + version, version);
            vault.put("a/b", "a/b of " + version, version);
            vault.put("json", "{\"one\":\"one of " + version + "\"}", version);
        }
        String value = key("{{aws:" + reference + "}}").get();

        try (var client = new AwsClients(settings(reference)).secretsManager()) {
            assertThat(new SecretsManagerPropertiesFunction(client).apply(reference))
                    .isEqualTo(value);
        }
    }

    @Test
    void itIsAskedForAgainAfterAMinuteAndNotBefore() {
        vault.put("key", SECRET);
        Supplier<String> key = key("{{aws:key}}");
        vault.put("key", "second-" + SECRET);

        clock.passes(MINUTE.minusMillis(1));
        assertThat(key.get()).isEqualTo(SECRET);
        assertThat(vault.asked()).hasSize(1);

        clock.passes(Duration.ofMillis(1));
        assertThat(key.get()).isEqualTo("second-" + SECRET);
        assertThat(key.get()).isEqualTo("second-" + SECRET);
        assertThat(vault.asked()).hasSize(2);
        assertThat(log.lines()).contains("INFO bitmovin.api-key has changed, and is used from now on");
    }

    @Test
    void whatHasNotChangedIsNotSaidToHave() {
        vault.put("key", SECRET);
        Supplier<String> key = key("{{aws:key}}");

        clock.passes(MINUTE);

        assertThat(key.get()).isEqualTo(SECRET);
        assertThat(vault.asked()).hasSize(2);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aVersionNeverChangesAndIsAskedForOnce() {
        vault.put("key", SECRET, "v1");
        Supplier<String> key = key("{{aws:key@v1}}");

        clock.passes(Duration.ofDays(1));

        assertThat(key.get()).isEqualTo(SECRET);
        assertThat(vault.asked()).singleElement().satisfies(asked -> assertThat(asked.version())
                .isEqualTo("v1"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, AccessDeniedException, secretsmanager:GetSecretValue",
        "400, ResourceNotFoundException, AWS Secrets Manager has no secret",
        "400, InvalidRequestException, is being deleted",
        "400, UnrecognizedClientException, refuses the credentials",
        "500, InternalServiceError, 500 InternalServiceError"
    })
    void theLastValueStaysWhileItIsRefusedWhichIsSaidOnce(int status, String type, String said) {
        vault.put("key", SECRET);
        Supplier<String> key = key("{{aws:key:the-default}}");
        vault.refuse(status, type, "not for you");

        for (int minute = 0; minute < 3; minute++) {
            clock.passes(MINUTE);
            assertThat(key.get()).isEqualTo(SECRET);
        }
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN bitmovin.api-key: ")
                .contains(said)
                .endsWith("; the last one is used on");

        vault.heal();
        vault.put("key", "second-" + SECRET);
        clock.passes(MINUTE);
        assertThat(key.get()).isEqualTo("second-" + SECRET);

        vault.refuse(status, type, "not for you");
        clock.passes(MINUTE);
        assertThat(key.get()).isEqualTo("second-" + SECRET);
        assertThat(log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(2);
    }

    @Test
    void theLastValueStaysWhereNobodyAnswers() {
        vault.put("key", SECRET);
        Supplier<String> key = key("{{aws:key}}");
        vault.close();

        clock.passes(MINUTE);

        assertThat(key.get()).isEqualTo(SECRET);
        assertThat(log.lines()).singleElement().asString().contains("could not be asked", "the last one is used on");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{\"other\":\"x\"}", "{\"api-key\":\"\"}", "{\"api-key\":7}", "no JSON", "[]", "\"a\"", "7"})
    void theLastValueStaysWhileTheSecretIsNoGood(String text) {
        vault.put("key", "{\"api-key\":\"" + SECRET + "\"}");
        Supplier<String> key = key("{{aws:key#api-key}}");
        vault.put("key", text);

        clock.passes(MINUTE);

        assertThat(key.get()).isEqualTo(SECRET);
        assertThat(log.lines()).singleElement().asString().startsWith("WARN bitmovin.api-key: the secret 'key' ");
    }

    @Test
    void aFailureThatSaysNothingOfTheSecretIsNoFaultOfTheSecret() {
        assertThat(SecretsManager.reason(new IllegalStateException("Connection pool shut down")))
                .isEqualTo(VaultException.Reason.UNREACHABLE);
    }

    @Test
    void whileOneCallerAsksTheOthersHaveTheLastValue() throws Exception {
        vault.put("key", SECRET);
        Supplier<String> key = key("{{aws:key}}");
        clock.passes(MINUTE);
        var hold = new CountDownLatch(1);
        vault.holdUntil(hold);
        vault.put("key", "second-" + SECRET);

        var asking = CompletableFuture.supplyAsync(key);
        try {
            await().until(() -> vault.asked().size() == 2);
            assertThat(CompletableFuture.supplyAsync(key).get(60, TimeUnit.SECONDS))
                    .isEqualTo(SECRET);
        } finally {
            hold.countDown();
        }

        assertThat(asking.get(60, TimeUnit.SECONDS)).isEqualTo("second-" + SECRET);
        assertThat(vault.asked()).hasSize(2);
    }

    @Test
    void aMissingSecretStopsTheStart() {
        assertThatThrownBy(() -> key("{{aws:key#api-key}}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("bitmovin.api-key: AWS Secrets Manager has no secret 'key' in eu-central-1;"
                        + " correct the name or aws.region");
        assertThatThrownBy(() -> key("{{aws:key@v1}}")).hasMessageContaining("no secret 'key' of the version 'v1'");
    }

    @Test
    void whoeverWritesAFieldAsItOnceWasIsTold() {
        vault.put("key", "{\"api-key\":\"" + SECRET + "\"}");

        assertThatThrownBy(() -> key("{{aws:key/api-key}}"))
                .hasMessageContaining("no secret 'key/api-key'")
                .hasMessageContaining("{{aws:NAME#FIELD}}");
    }

    @Test
    void aMissingFieldStopsTheStart() {
        vault.put("key", "{\"apikey\":\"" + SECRET + "\"}");

        assertThatThrownBy(() -> key("{{aws:key#api-key}}"))
                .hasMessage("bitmovin.api-key: the secret 'key' has no field 'api-key' that is a text;"
                        + " put the value there");
    }

    /** Camel's own exception quotes it. */
    @Test
    void aSecretThatIsNoJsonIsNotShown() {
        vault.put("key", SECRET);

        assertThatThrownBy(() -> key("{{aws:key#api-key}}"))
                .hasMessageContaining("the secret 'key' is no JSON, so it has no field 'api-key'")
                .satisfies(thrown -> assertThat(stackTrace(thrown)).doesNotContain(SECRET.substring(0, 3)));
    }

    @Test
    void aSecretThatIsNoTextIsNotShown() {
        vault.putBinary("key", "/v8=");
        assertThatThrownBy(() -> key("{{aws:key}}")).hasMessageContaining("the secret 'key' holds no text");

        vault.put("key", SECRET + "\nsecond line");
        assertThatThrownBy(() -> key("{{aws:key}}"))
                .hasMessage("bitmovin.api-key: the secret 'key' is not a text on one line");
    }

    @Test
    void whoMayNotReadItIsToldWhichPermissionIsMissing() {
        vault.refuse(400, "AccessDeniedException", "User: arn:aws:iam::1:user/x is not authorized");

        assertThatThrownBy(() -> key("{{aws:key}}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("access to the secret 'key' is denied")
                .hasMessageContaining("secretsmanager:GetSecretValue")
                .hasMessageContaining("kms:Decrypt");
    }

    @Test
    void nobodyWhoAnswersStopsTheStartSoon() throws IOException {
        vault.close();

        assertThatThrownBy(() -> key("{{aws:key:the-default}}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("could not be asked for the secret 'key'")
                .hasMessageContaining("check the network");

        try (var silent = new ServerSocket(0)) {
            Map<String, String> settings = values("{{aws:key}}");
            settings.put("aws.endpoint", "http://localhost:" + silent.getLocalPort());
            Instant before = Instant.now();
            assertThatThrownBy(() -> new Secrets(Settings.of(settings)).current(Setting.BITMOVIN_API_KEY))
                    .hasMessageContaining("could not be asked");
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void theDefaultCountsWhereThereIsNoSuchSecretUntilThereIsOne() {
        Supplier<String> key = key("{{aws:key#api-key:" + SECRET + "}}");
        assertThat(key.get()).isEqualTo(SECRET);
        assertThat(log.lines()).singleElement().asString().endsWith("; the default is used");

        clock.passes(MINUTE);
        assertThat(key.get()).isEqualTo(SECRET);
        assertThat(log.lines()).as("nothing new").hasSize(1);

        vault.put("key", "{\"api-key\":\"first\"}");
        clock.passes(MINUTE);
        assertThat(key.get()).isEqualTo("first");
    }

    @Test
    void theDefaultDoesNotCountForWhoMayNotRead() {
        vault.refuse(400, "AccessDeniedException", "no");

        assertThatThrownBy(() -> key("{{aws:key:the-default}}")).hasMessageContaining("is denied");
    }

    @Test
    void aSecretIsAskedForOnlyWhenItIsNeededAndOnceForAll() {
        vault.put("key", SECRET);
        var secrets = new Secrets(settings("key"));

        assertThat(secrets.find(Setting.VIDISPINE_PASSWORD)).isEmpty();
        assertThat(vault.asked()).isEmpty();

        assertThat(secrets.find(Setting.BITMOVIN_API_KEY)).contains(SECRET);
        assertThat(secrets.find(Setting.BITMOVIN_API_KEY)).contains(SECRET);
        assertThat(vault.asked()).hasSize(1);
    }

    private Supplier<String> key(String reference) {
        return new VaultValue(
                Setting.BITMOVIN_API_KEY,
                VaultReference.in(reference).orElseThrow(),
                new SecretsManager(Settings.of(values(reference))),
                MINUTE,
                clock);
    }

    private Settings settings(String reference) {
        return Settings.of(values("{{aws:" + reference + "}}"));
    }

    private Map<String, String> values(String reference) {
        return new HashMap<>(Map.of(
                "aws.region", "eu-central-1",
                "aws.endpoint", vault.endpoint(),
                "aws.access-key", "any",
                "aws.secret-key", "any",
                "bitmovin.api-key", reference));
    }

    private static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
