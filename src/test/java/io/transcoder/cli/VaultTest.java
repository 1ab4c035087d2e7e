package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.bitmovin.ResourceName;
import io.transcoder.boot.Application;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.sandbox.BareSite;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.VaultDouble;
import io.transcoder.sandbox.VidiCoreDouble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of an installation whose secrets are in AWS Secrets Manager. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultTest {
    @TempDir
    private static Path folder;

    private BareSite site;
    private VaultDouble vault;

    @BeforeAll
    void start() {
        site = new BareSite();
        Cli.Result setup = Cli.with(site.settings(), folder).run("setup", "all");
        assertThat(setup.exit()).as(setup.out() + setup.err()).isZero();
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void openVault() {
        vault = VaultDouble.start();
        vault.put(
                "transcoder",
                "{\"api-key\":\"" + Site.API_KEY + "\",\"password\":\"" + VidiCoreDouble.PASSWORD
                        + "\",\"mam-key\":\"mam-key-of-the-vault\",\"mam-secret\":\"mam-secret-of-the-vault\"}");
    }

    @AfterEach
    void closeVault() {
        vault.close();
    }

    @Test
    void theDoctorFindsNothingWrong() {
        Cli.Result result = cli().run("doctor");

        assertThat(result.exit()).as(result.out()).isZero();
        assertThat(vault.asked()).as("the key and the password, each once").hasSize(2);
    }

    @Test
    void theMamIsGivenTheKeysOfTheVault() {
        Map<String, String> settings = settings();
        settings.put("vidispine.bucket-access-key", "{{aws:transcoder#mam-key}}");
        settings.put("vidispine.bucket-secret-key", "{{aws:transcoder#mam-secret}}");
        settings.put("vidispine.shape-tag", "of-the-vault");
        settings.put("profile.source-prefix", "vault/");

        Cli.Result result = Cli.with(settings, folder).run("setup", "vidispine");

        assertThat(result.exit()).as(result.out()).isZero();
        assertThat(result.out() + result.err()).doesNotContain("of-the-vault:", "mam-secret-of-the-vault");
        assertThat(site.mam().writes())
                .last()
                .asString()
                .contains("<source>s3://mam-key-of-the-vault:mam-secret-of-the-vault@mam-in/vault/?region=");
    }

    @Test
    void whatNeedsNoSecretAsksForNone() {
        vault.refuse(400, "AccessDeniedException", "no");

        assertThat(cli().run("validate").exit()).isZero();
        assertThat(cli().run("jobs", "list").exit()).isZero();
        assertThat(cli().run("dead-letters", "list").exit()).isZero();
        assertThat(cli().run("setup", "aws", "--dry-run").exit()).isZero();
        assertThat(cli().run("setup", "policies").exit()).isZero();
        assertThat(vault.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "run --no-doctor"})
    void aVaultThatRefusesStopsTheStart(String command) {
        vault.refuse(400, "AccessDeniedException", "no");
        site.sqsWire().forgetCalls();

        Cli.Result result = cli().run(command.split(" "));

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("bitmovin.api-key: access to the secret 'transcoder' is denied")
                .doesNotContain("\tat ");
        assertThat(site.sqsWire().operations()).doesNotContain("ReceiveMessage");
    }

    @Test
    void theDoctorSaysWhichPermissionIsMissing() {
        vault.refuse(400, "AccessDeniedException", "no");

        Cli.Result result = cli().run("doctor");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith("STOP Bitmovin").contains("bitmovin.api-key: access to the secret"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("UNREACHABLE ")
                        .contains("vidispine.password: access to the secret", "secretsmanager:GetSecretValue"))
                .as("each once, and what else the doctor notes")
                .hasSizeLessThan(4);
    }

    @Test
    void setUpSaysWhichSecretIsMissing() {
        Map<String, String> settings = settings();
        settings.put("vidispine.password", "{{aws:transcoder#pasword}}");

        Cli.Result result = Cli.with(settings, folder).run("setup", "vidispine");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("vidispine.password: the secret 'transcoder' has no field 'pasword'");
    }

    @Test
    void theMamsPasswordDoesNotStopTheStart() {
        Map<String, String> settings = settings();
        settings.put("vidispine.password", "{{aws:transcoder#pasword}}");
        settings.put("bitmovin.output", "ouput-bucket");

        Cli.Result result = Cli.with(settings, folder).run("run");

        assertThat(result.err()).contains("'ouput-bucket'").doesNotContain("vidispine.password");
    }

    @Test
    void thePoliciesAllowToReadTheSecretsThatAreUsedEachOnce() {
        Cli.Result result = cli().run("setup", "policies", "--account-id", "111122223333");

        assertThat(result.out().split("secretsmanager:GetSecretValue", -1)).hasSize(3);
        assertThat(result.out().split(":secret:transcoder-", -1)).hasSize(3);
        assertThat(result.out()).contains("\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:transcoder-??????\"");
        assertThat(Cli.with(site.settings(), folder).run("setup", "policies").out())
                .doesNotContain("secretsmanager");
    }

    @Test
    void anArnIsAllowedAsItIs() {
        Map<String, String> settings = settings();
        settings.put("bitmovin.api-key", "{{aws:arn:aws:secretsmanager:eu-west-1:444455556666:secret:any-AbCdEf#key}}");

        assertThat(Cli.with(settings, folder).run("setup", "policies").out())
                .contains("\"arn:aws:secretsmanager:eu-west-1:444455556666:secret:any-AbCdEf\"");
    }

    @Test
    void aCheckOfARouteAsksNoVaultForItsProperties() throws IOException {
        Map<String, String> settings = settings();
        settings.put(
                "routes.directory",
                RoutesCopy.into(folder, "{{bitmovin.cloud-region}}", "{{profile.mine}}")
                        .toString());
        settings.put("profile.mine", "{{aws:of-a-route#key}}");

        Cli.Result result = Cli.with(settings, folder).run("validate");

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(vault.asked()).isEmpty();
    }

    /** Its name is not known there, and an edit would be refused for the stand-in. */
    @Test
    void aCheckOfARouteDoesNotTellOfAResourceWhoseNameIsInAVault() throws IOException {
        Map<String, String> settings = settings();
        settings.put(
                "routes.directory",
                RoutesCopy.into(
                                folder,
                                "\"{{bitmovin.video-config}}\"",
                                "\"{{profile.mine}}-{{bitmovin.video-config}}\"")
                        .toString());
        settings.put("profile.mine", "{{aws:of-a-route#name}}");
        Map<String, String> effective = EffectiveProperties.of(settings, Map.of(), Map.of());

        assertThat(Application.check(effective, Path.of("application.properties")))
                .extracting(ResourceName::name)
                .contains(effective.get("bitmovin.input"), effective.get("bitmovin.audio-config"))
                .noneMatch(name -> name.endsWith("-" + effective.get("bitmovin.video-config")));
    }

    private Cli cli() {
        return Cli.with(settings(), folder);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("aws.endpoint", vault.endpoint());
        settings.put("bitmovin.api-key", "{{aws:transcoder#api-key}}");
        settings.put("vidispine.password", "{{aws:transcoder#password}}");
        // of which the references have not the form of the values
        settings.put("notify.secret", "{{aws:transcoder#n}}");
        settings.put("tracing.headers", "{{aws:transcoder#h}}");
        return settings;
    }
}
