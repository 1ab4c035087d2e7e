package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.boot.Application;
import io.transcoder.sandbox.BareSite;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import software.amazon.awssdk.core.sync.RequestBody;

/** Every command that the README and the pages name, as it stands there, on an installation with a failed and a finished upload. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedCommandsTest {
    private static final Pattern OURS = Pattern.compile("(?m)(?:^|`|&& )java -jar target/transcoder\\.jar([^`\\n]*)");
    private static final Pattern EXECUTION = Pattern.compile("mvn [^`\\n]*exec:java@([\\w-]+)");
    private static final Pattern COMMENT = Pattern.compile("\\s+#.*");

    private BareSite site;
    private Application application;
    private Cli cli;

    @BeforeAll
    void start(@TempDir Path folder) {
        site = new BareSite();
        cli = Cli.with(site.settings(), folder);
        assertThat(cli.run("setup", "all").exit()).isZero();
        site.encoder()
                .script(e -> "in/VX-7.mxf".equals(e.sourceKey()), Outcome.error(1, "damaged", RetryHint.NO_RETRY), 1);
        application = site.application(Map.of());
        application.start();
        upload("in/VX-7.mxf");
        upload("in/VX-100.mxf");
        await().atMost(Duration.ofSeconds(60)).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> cli.run("jobs", "show", "VX-100.mxf").out().contains("cleaned"));
    }

    @AfterAll
    void stop() {
        application.close();
        site.close();
    }

    @Test
    void everyCommandDoesWhatItsPageSays() throws IOException {
        List<String> commands = documented(OURS)
                .map(match -> COMMENT.matcher(match.group(1)).replaceFirst("").strip())
                // a copy, as the page says
                .map(arguments -> arguments.replace("routes.old", "routes"))
                // which end when somebody ends them: ConsoleCommandTest has the console
                .filter(arguments -> !arguments.isEmpty() && !arguments.startsWith("console"))
                .distinct()
                .toList();

        assertThat(commands).hasSizeGreaterThan(9).allSatisfy(arguments -> {
            Cli.Result result = cli.run(arguments.split(" +"));
            assertThat(result.exit()).as(arguments + "\n" + result.err()).isZero();
        });
    }

    @Test
    void everyCommandHasItsHelp() {
        assertThat(commands("", Transcoder.commandLine()))
                .hasSizeGreaterThan(20)
                .allSatisfy(command -> {
                    Cli.Result help = cli.run((command + "--help").split(" "));
                    assertThat(help.exit()).as(command + help.err()).isZero();
                    assertThat(help.out()).startsWith("Usage: ");
                });
    }

    private static List<String> commands(String before, CommandLine command) {
        return command.getSubcommands().entrySet().stream()
                .flatMap(sub -> {
                    String name = before + sub.getKey() + " ";
                    return Stream.concat(Stream.of(name), commands(name, sub.getValue()).stream());
                })
                .toList();
    }

    @Test
    void everyMavenExecutionIsThere() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(documented(EXECUTION).map(match -> match.group(1)).distinct())
                .isNotEmpty()
                .allSatisfy(id -> assertThat(pom).contains("<id>" + id + "</id>"));
    }

    private void upload(String key) {
        site.store().client().putObject(b -> b.bucket(BareSite.SOURCES).key(key), RequestBody.fromString("media"));
    }

    private static Stream<MatchResult> documented(Pattern pattern) throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<MatchResult> matches = new ArrayList<>();
        for (Path page : pages) {
            matches.addAll(pattern.matcher(Files.readString(page)).results().toList());
        }
        return matches.stream();
    }
}
