package io.transcoder.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.cli.RoutesCopy;
import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page of the routes leaves out of their files. */
@Tag("slow")
class FlowPageTest {
    /** With another finding beside the secret, whose lines hold it as well. */
    private static final String ROUTE = """
            - route:
                id: partner
                from:
                  uri: direct:partner
                  steps:
                    - toD:
                        id: call-partner
                        uri: https://partner.example.org/hook
                        parameters:
                          authPassword: SuperSecretValue4711
                    - to:
                        uri: direct:nobody
                    - kamelet:
                        id: partner-encoding
                        name: bitmovin-create-encoding-action
                        parameters:
                          apiKey: SuperSecretValue4712
            """;

    @Test
    void aSecretThatARuleRefusesIsOnNoLine(@TempDir Path folder) throws IOException {
        Path routes = RoutesCopy.into(folder, "x", "x");
        Files.writeString(routes.resolve("partner.camel.yaml"), ROUTE);
        try (var site = Site.start();
                var console = ConsoleWorld.start(
                                site, Map.of("routes.directory", routes.toString()), ConsoleOptions.local(true, "op"))
                        .signIn()) {
            assertThat(console.get("/flow").body())
                    .contains(
                            "literal-secret",
                            "partner.camel.yaml:10",
                            "The file is not shown as long as it holds a secret")
                    .contains("id=\"steps-mp4\"")
                    .doesNotContain("SuperSecret");
            assertThat(console.get("/flow/partner.camel.yaml").body())
                    .contains("literal-secret")
                    .doesNotContain("SuperSecret");
        }
    }

    @Test
    void aFileThatNoRuleHasReadIsOnNoLine(@TempDir Path folder) throws IOException {
        Path routes = RoutesCopy.into(folder, "x", "x");
        Files.writeString(routes.resolve("broken.camel.yaml"), "authPassword: SuperSecretValue4711\n\turi: x\n");
        Files.writeString(routes.resolve("alias.camel.yaml"), "authPassword: *SuperSecretValue4711\n");
        Files.writeString(routes.resolve("handle.camel.yaml"), "authPassword: !SuperSecretValue!4711\n");
        Files.writeString(routes.resolve("secrets.yaml"), "authPassword: SuperSecretValue4711\n");
        try (var site = Site.start();
                var console = ConsoleWorld.start(
                                site, Map.of("routes.directory", routes.toString()), ConsoleOptions.local(true, "op"))
                        .signIn()) {
            assertThat(console.get("/flow").body())
                    .contains("broken.camel.yaml:", "alias.camel.yaml:", "handle.camel.yaml:", "secrets.yaml:")
                    .doesNotContain("SuperSecret");
        }
    }
}
