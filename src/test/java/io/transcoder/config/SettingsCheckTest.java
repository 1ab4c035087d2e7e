package io.transcoder.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {
    @Test
    void theRequiredOnesAreEnough() {
        assertThat(check(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everySettingCanBeSet(Setting setting) {
        assertThat(check(Map.of(setting.key(), ConfigurationSamples.another(setting))))
                .extracting(Problem::key)
                .doesNotContain(setting.key());
    }

    @ParameterizedTest
    @EnumSource
    void everyMalformedValueIsOneLineWithKeyAndExpectation(Setting setting) {
        for (String malformed : ConfigurationSamples.malformed(setting.type())) {
            List<Problem> problems = check(Map.of(setting.key(), malformed));

            assertThat(problems)
                    .as(malformed)
                    .filteredOn(p -> p.key().equals(setting.key()))
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.isError()).isTrue();
                        assertThat(problem.line())
                                .startsWith(setting.key() + ": ")
                                .endsWith("is not " + setting.type().expectation())
                                .doesNotContainPattern("\\p{Cntrl}");
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "AWS_ACCESS_KEY",
                "AWS_SECRET_KEY",
                "BITMOVIN_API_KEY",
                "BITMOVIN_BUCKET_ACCESS_KEY",
                "BITMOVIN_BUCKET_SECRET_KEY",
                "NOTIFY_URL",
                "NOTIFY_SECRET",
                "VIDISPINE_PASSWORD",
                "VIDISPINE_BUCKET_ACCESS_KEY",
                "VIDISPINE_BUCKET_SECRET_KEY"
            })
    void noSecretsValueIsShown(Setting setting) {
        for (String malformed : List.of("t0p\nsecret", "t0p {{env:X}}")) {
            assertThat(check(Map.of(setting.key(), malformed)).toString())
                    .contains(setting.key() + ", message=the value")
                    .doesNotContain("t0p");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue.events", "queue.dead-letters"})
    void eventsForOthersDoNotGoToAQueueOfUploads(String queue) {
        assertThat(check(Map.of(queue, "uploads", "notify.queue", "uploads")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line())
                            .isEqualTo("notify.queue: is the same queue as " + queue + "; name another");
                    assertThat(problem.isError()).isTrue();
                });
    }

    @Test
    void anUnknownTypeOfEventIsNamedWithTheKnownOnes() {
        assertThat(check(Map.of("notify.types", "failed,late")))
                .singleElement()
                .extracting(Problem::line)
                .isEqualTo(
                        "notify.types: 'failed,late' is not one of failed, finished, held, skipped, ignored, drift, or"
                                + " several with commas between");
    }

    @ParameterizedTest
    @EnumSource
    void everyMissingRequiredSettingIsNamed(Setting setting) {
        Map<String, String> file = ConfigurationSamples.required();
        file.put(setting.key(), "");

        List<Problem> problems = SettingsCheck.check(EffectiveProperties.of(file, Map.of(), Map.of()), Set.of());

        if (setting.isRequired()) {
            assertThat(problems).singleElement().satisfies(problem -> {
                assertThat(problem.isError()).isTrue();
                assertThat(problem.line())
                        .startsWith(setting.key() + ": is required")
                        .contains(setting.environmentName());
            });
        } else {
            assertThat(problems).noneMatch(problem -> problem.message().contains("required"));
        }
    }

    @Test
    void theMessageForAShortVisibilityHelps() {
        assertThat(lines(Map.of("queue.visibility", "2")))
                .containsExactly(
                        "queue.visibility: '2' is not a duration of 10s or more and 12h or less, in whole seconds"
                                + " (such as 120s)");
    }

    @ParameterizedTest
    @CsvSource({
        "queue.visibility, 9s",
        "queue.visibility, 12h1s",
        "queue.visibility, 10500ms",
        "queue.receives, 1",
        "queue.receives, 101",
        "queue.consumers, 0",
        "encoding.attempts, 0",
        "watch.period, 0s",
        "encoding.stuck-after, 0s",
        "orphans.after, 0s",
        "orphans.after, 1ms",
        "orphans.after, 3599s",
        "source.delete-after, 60d1s",
        "source.delete-after, 100d",
        "camel.management.port, 65536"
    })
    void valuesBeyondTheirRangeAreRefused(String key, String value) {
        assertThat(check(Map.of(key, value))).extracting(Problem::key).containsExactly(key);
    }

    @ParameterizedTest
    @CsvSource({
        "queue.visibility, 10s",
        "queue.visibility, 12h",
        "queue.receives, 2",
        "queue.receives, 100",
        "queue.consumers, 1",
        "encoding.attempts, 1",
        "watch.period, 1ms",
        "source.delete-after, 0s",
        "source.delete-after, 60d",
        "orphans.after, 1h",
        "camel.management.port, 0",
        "camel.management.port, 65535"
    })
    void valuesAtTheEndOfTheirRangeAreFine(String key, String value) {
        assertThat(check(Map.of(key, value))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "queue.visibilty, queue.visibility",
        "bitmovin.apiKey, bitmovin.api-key",
        "Bitmovin.Api-Key, bitmovin.api-key",
        "aws.secretkey, aws.secret-key",
        "source.buckets, source.bucket",
        "output.buket, output.bucket",
        "jobs.prefx, jobs.prefix",
        "encoding.attempt, encoding.attempts",
        "orphans.afer, orphans.after",
        "routes.dir, routes.directory",
        "log.formt, log.format",
        "watch.periode, watch.period",
        "vidispine.usr, vidispine.user"
    })
    void anUnknownKeyOfOurFamiliesIsAnErrorThatNamesTheNearest(String key, String nearest) {
        assertThat(check(Map.of(key, "t0p"))).singleElement().satisfies(problem -> {
            assertThat(problem.isError()).isTrue();
            assertThat(problem.line()).isEqualTo(key + ": is not a known key; did you mean " + nearest + "?");
        });
    }

    @Test
    void anUnknownKeyOfOurFamiliesIsAnErrorEvenIfARouteUsesIt() {
        assertThat(check(Map.of("queue.mine", "x"), Set.of("queue.mine")))
                .singleElement()
                .matches(Problem::isError);
    }

    @Test
    void aProfilesKeyThatNoRouteUsesIsAWarning() {
        assertThat(check(Map.of("profile.output-sufix", "x"))).singleElement().satisfies(problem -> {
            assertThat(problem.isError()).isFalse();
            assertThat(problem.line()).contains("profile.output-sufix: no route uses it", "profile.output-suffix");
        });
    }

    @Test
    void aProfilesKeyThatARouteUsesIsFine() {
        assertThat(check(Map.of("profile.hd.suffix", "x"), Set.of("profile.hd.suffix")))
                .isEmpty();
    }

    @Test
    void theShippedProfilesKeysNeedNoRoute() {
        assertThat(check(Map.of("profile.output-suffix", ".mp4"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"camel.main.name", "camel.component.https.nonsense", "my.key", "logging", "awsome.x"})
    void otherFamiliesAreNotJudged(String key) {
        assertThat(check(Map.of(key, "x"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{output.bucket}}", "{{env:JOBS}}", "x-{{?a:b}}"})
    void aPlaceholderIsRefusedSinceItWouldBeTakenLiterally(String value) {
        assertThat(lines(Map.of("bitmovin.input", value)))
                .singleElement()
                .asString()
                .contains("bitmovin.input", "placeholder", "BITMOVIN_INPUT");
    }

    static Stream<Setting> secretsOfAVault() {
        return Stream.of(Setting.values()).filter(Setting::isSecret).filter(setting -> !setting.key()
                .matches("aws[.].*|http[.].*|notify[.]url"));
    }

    @ParameterizedTest
    @MethodSource("secretsOfAVault")
    void aSecretMayBeInAVaultWhateverItsForm(Setting setting) {
        Map<String, String> file = new HashMap<>(Map.of("source.bucket", "a-bucket", "output.bucket", "another"));
        // too short for a key that signs
        file.put(setting.key(), "{{aws:name#field}}");
        Map<String, String> effective = EffectiveProperties.of(file, Map.of(), Map.of());

        assertThat(SettingsCheck.checkWithoutSecrets(effective, Set.of())).isEmpty();
        assertThat(Settings.of(effective).reference(setting)).isPresent();
    }

    @Test
    void theApiKeyInAVaultIsOneThatIsThere() {
        assertThat(check(Map.of("bitmovin.api-key", "{{aws:prod/transcoder#key:default@v1}}")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "notify.secret, {{aws:name:t0p}}",
        "notify.secret, {{aws:name:}}",
        "tracing.headers, {{aws:name#field:t0p}}",
    })
    void theDefaultOfAReferenceHasTheFormOfTheValue(String key, String reference) {
        assertThat(check(Map.of(key, reference))).singleElement().satisfies(problem -> assertThat(problem.line())
                .startsWith(key + ": the default is not ")
                .doesNotContain("t0p"));
        assertThatThrownBy(() -> Settings.of(Map.of(key, reference))).isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws.access-key", "aws.secret-key"})
    void whatTheVaultIsAskedWithCannotBeInIt(String key) {
        Map<String, String> file = new HashMap<>(Map.of("aws.access-key", "any", "aws.secret-key", "any"));
        file.put(key, "{{aws:name}}");

        assertThat(lines(file)).singleElement().asString().contains(key + ": cannot be in AWS Secrets Manager");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x{{aws:name}}", "{{?aws:name}}", "{{gcp:name}}", "{{env:KEY}}"})
    void aSecretWithAnotherPlaceholderIsRefused(String value) {
        assertThat(lines(Map.of("bitmovin.api-key", value)))
                .singleElement()
                .asString()
                .contains("bitmovin.api-key", "the value holds a placeholder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{aws:}}", "{{aws:a}}{{aws:b}}", "{{aws:arn:aws:secretsmanager:eu-west-1:1:secret:x-AbCdEf}}"})
    void aReferenceThatCannotBeReadIsRefused(String value) {
        assertThat(lines(Map.of("bitmovin.api-key", value)))
                .singleElement()
                .asString()
                .contains("bitmovin.api-key: the value is no reference to AWS Secrets Manager", "{{aws:NAME#FIELD}}")
                .doesNotContain(value);
    }

    @Test
    void whatIsNoSecretCannotBeInAVault() {
        assertThat(lines(Map.of("source.bucket", "{{aws:name}}")))
                .singleElement()
                .asString()
                .contains("source.bucket", "holds a placeholder");
    }

    @Test
    void passwordsInAUrlAreNotShown() {
        assertThat(check(Map.of("vidispine.url", "https://admin:t0p@host", "aws.endpoint", "http://u:t0p@["))
                        .toString())
                .contains("vidispine.url", "aws.endpoint")
                .doesNotContain("t0p");
    }

    @Test
    void hostileKeysAndLongValuesStayOneShortLine() {
        List<Problem> problems = check(Map.of("queue.\r\nx", "x", "source.bucket", "Y".repeat(5_000)));

        assertThat(problems).hasSize(2).allSatisfy(problem -> assertThat(problem.line())
                .doesNotContainPattern("\\p{Cntrl}")
                .hasSizeLessThan(250));
    }

    @ParameterizedTest
    @CsvSource({"aws.access-key, aws.secret-key", "aws.secret-key, aws.access-key"})
    void halfOfACredentialIsAnError(String given, String missing) {
        assertThat(check(Map.of(given, "t0p"))).singleElement().satisfies(problem -> assertThat(problem.line())
                .startsWith(missing + ": is expected beside " + given)
                .doesNotContain("t0p"));
    }

    @Test
    void deadLettersInTheEventsQueueAreAnError() {
        assertThat(check(Map.of("queue.dead-letters", "transcode-events")))
                .extracting(Problem::key)
                .containsExactly("queue.dead-letters");
    }

    @ParameterizedTest
    @CsvSource({
        "media/, media/, _jobs/, profile.output-prefix",
        "media/, media/out/, _jobs/, profile.output-prefix",
        "media/in/, media/, _jobs/, profile.output-prefix",
        "'', out/, _jobs/, profile.output-prefix",
        "in/, in/xdcam/mp4/, _jobs/, profile.output-prefix",
        "in/, out/, in/jobs/, jobs.prefix",
        "'', '', in/jobs/, jobs.prefix",
        "a/in/, out/, a/, jobs.prefix",
        "in/, _jobs/out/, _jobs/, profile.output-prefix"
    })
    void placesThatLoopInOneBucketAreErrors(String sources, String outputs, String jobs, String key) {
        Map<String, String> file = Map.of(
                "source.bucket", "one-bucket",
                "output.bucket", "one-bucket",
                "profile.source-prefix", sources,
                "profile.output-prefix", outputs,
                "jobs.prefix", jobs);

        assertThat(check(file)).anySatisfy(problem -> {
            assertThat(problem.isError()).isTrue();
            assertThat(problem.key()).isEqualTo(key);
        });
    }

    @Test
    void theSamePrefixesInTwoBucketsAreFine() {
        assertThat(check(Map.of("profile.output-prefix", "in/"))).isEmpty();
    }

    @Test
    void oneBucketWithSeparatePrefixesIsFine() {
        assertThat(check(Map.of("source.bucket", "one-bucket", "output.bucket", "one-bucket")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', _jobs/", "out/, out/_jobs/", "out/, out/", "a/, a/b/c/"})
    void aLedgerAmongTheOutputsIsAnError(String outputs, String jobs) {
        assertThat(check(Map.of("profile.output-prefix", outputs, "jobs.prefix", jobs)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.isError()).isTrue();
                    assertThat(problem.line()).contains("jobs.prefix", "profile.output-prefix");
                });
        assertThat(check(Map.of("profile.output-prefix", outputs, "jobs.prefix", jobs, "jobs.bucket", "ledger")))
                .as("in a bucket of its own")
                .isEmpty();
    }

    @Test
    void aTimeOutOfBoundsIsToldWithWhatIsExpected() {
        assertThat(lines(Map.of("source.delete-after", "100d")))
                .singleElement()
                .asString()
                .contains("source.delete-after: '100d'", "60d or less");
        assertThat(lines(Map.of("orphans.after", "1ms")))
                .singleElement()
                .asString()
                .contains("orphans.after: '1ms' is less than 1h", "set 1h or more");
    }

    @Test
    void withoutSecretsOnlyTheBucketsAreMissed() {
        Map<String, String> effective = EffectiveProperties.of(Map.of(), Map.of(), Map.of());

        assertThat(SettingsCheck.checkWithoutSecrets(effective, Set.of()))
                .extracting(Problem::key)
                .containsExactly("source.bucket", "output.bucket");
    }

    @Test
    void allMistakesAreListedAtOnce() {
        assertThat(check(Map.of("queue.visibility", "x", "log.format", "xml", "watch.perod", "1s")))
                .extracting(Problem::key)
                .containsExactly("queue.visibility", "log.format", "watch.perod");
    }

    private static List<String> lines(Map<String, String> file) {
        return check(file).stream().map(Problem::line).toList();
    }

    private static List<Problem> check(Map<String, String> file) {
        return check(file, Set.of());
    }

    private static List<Problem> check(Map<String, String> file, Set<String> keysThatRoutesUse) {
        Map<String, String> all = new HashMap<>(ConfigurationSamples.required());
        all.putAll(file);
        return SettingsCheck.check(EffectiveProperties.of(all, Map.of(), Map.of()), keysThatRoutesUse);
    }

    @ParameterizedTest
    @CsvSource({
        "bitmovin.url, http://api.example.com/v1",
        "bitmovin.url, http://10.0.0.1",
        "bitmovin.url, http://localhost.example.com",
        "bitmovin.url, http://127.0.0.1.example.com",
        "vidispine.url, http://mam:8080",
        "tracing.endpoint, http://collector:4318"
    })
    void keysGoToOtherMachinesOverTlsAlone(String key, String url) {
        assertThat(lines(Map.of(key, url)))
                .singleElement()
                .asString()
                .contains(key + ": '" + url + "'", "https://", "secrets.plain-http=true");
        assertThat(lines(Map.of(key, url, "secrets.plain-http", "true"))).isEmpty();
        assertThat(lines(Map.of(key, url.replace("http:", "https:")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1", "http://127.8.0.1:9", "http://[::1]:8080"})
    void thisMachineNeedsNoTls(String url) {
        assertThat(lines(Map.of("bitmovin.url", url, "vidispine.url", url, "tracing.endpoint", url)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a}}b", "a{{b", "{{a}b", "{a: {b: c}}"})
    void bracesThatCamelCannotReadAreRefused(String value) {
        assertThat(lines(Map.of("profile.output-suffix", value)))
                .singleElement()
                .asString()
                .contains("profile.output-suffix: the value has two braces together");
    }
}
