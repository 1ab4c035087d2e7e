package io.transcoder.lab.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alerts and the dashboard's queries, judged by Prometheus' own tool. The build runs it in {@code verify}; where there is no such
 * tool it is skipped, as {@link RequiredTools} says.
 */
@EnabledIfSystemProperty(named = "promtool.check", matches = "true")
@Tag("slow")
class AlertRulesCheck {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void eachAlertFiresWhenItShouldAndOnlyThen() throws IOException, InterruptedException {
        assertThat(promtool("test", "rules", "deploy/alerts-test.yaml")).contains("SUCCESS");
    }

    @Test
    void everyAlertHasATestInWhichItFires() throws IOException {
        String tests = Files.readString(Path.of("deploy", "alerts-test.yaml"));
        List<String> runbooks = Files.readAllLines(Path.of("deploy", "alerts.yaml")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("runbook_url: "))
                .toList();

        assertThat(runbooks).hasSizeGreaterThan(10).allSatisfy(runbook -> assertThat(tests)
                .contains(runbook));
    }

    /** As recording rules: the tool has no other way to judge a query without a server. */
    @Test
    void prometheusUnderstandsEachQueryOfTheDashboard() throws IOException, InterruptedException {
        List<Map<String, String>> rules = new ArrayList<>();
        JsonNode dashboard =
                JSON.readTree(Path.of("deploy", "grafana-dashboard.json").toFile());
        for (JsonNode expression : dashboard.findValues("expr")) {
            rules.add(Map.of(
                    "record",
                    "panel:" + rules.size(),
                    "expr",
                    expression.asText().replace("$__rate_interval", "1m")));
        }
        var group = Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules)));
        // any JSON is YAML
        Path file = Files.writeString(folder.resolve("dashboard.yaml"), JSON.writeValueAsString(group));

        assertThat(promtool("check", "rules", file.toString())).contains("SUCCESS: " + rules.size() + " rules found");
    }

    private String promtool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("src/lab/alerts/promtool"));
        command.addAll(List.of(arguments));
        Path said = folder.resolve("promtool.log");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        String text = Files.readString(said);
        RequiredTools.skipUnlessRequired(code, text);
        assertThat(code).as(text).isZero();
        return text;
    }
}
