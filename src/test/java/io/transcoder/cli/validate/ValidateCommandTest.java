package io.transcoder.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.cli.Transcoder;
import io.transcoder.lint.Rules;
import io.transcoder.sandbox.Jvms;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ValidateCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void copyRoutes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(file.toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private int validate(String... more) throws IOException {
        return command(List.of("validate"), more);
    }

    private int command(List<String> command, String... more) throws IOException {
        var lines = new ArrayList<>(List.of(
                "source.bucket=mam-in", "output.bucket=mam-out", "routes.directory=" + directory.resolve("routes")));
        lines.addAll(List.of(more));
        Path file = Files.write(directory.resolve("application.properties"), lines);
        return Transcoder.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(command.stream(), Stream.of("--config", file.toString()))
                        .toArray(String[]::new));
    }

    private void edit(String file, String old, String edited) throws IOException {
        Path path = directory.resolve("routes").resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(old);
        Files.writeString(path, text.replace(old, edited));
    }

    @Test
    void theShippedRoutesAreSoundWithoutASecretAndWithoutTheNetwork() throws IOException {
        assertThat(validate()).as(err.toString()).isZero();
        assertThat(out.toString()).contains("are sound");
    }

    @Test
    void anUnknownStepIsNamedWithFileAndLine() throws IOException {
        edit("engine/orphans.camel.yaml", "- bean:", "- baen:");

        assertThat(validate()).isEqualTo(1);
        assertThat(err.toString())
                .contains("baen")
                .contains("engine/orphans.camel.yaml, line")
                .hasLineCount(1);
    }

    @Test
    void anUnknownBeanIsNamedWithItsRoute() throws IOException {
        edit(
                "engine/withdraw.camel.yaml",
                "ref: stops\n            method: superseded",
                "ref: nobody\n            method: superseded");

        assertThat(validate()).isEqualTo(1);
        assertThat(err.toString())
                .contains("nobody")
                .contains("stop-superseded")
                .hasLineCount(1);
    }

    @Test
    void anUnknownKameletIsNamed() throws IOException {
        edit("profiles.camel.yaml", "kamelet:bitmovin-create-encoding-action", "kamelet:bitmovin-create-everything");

        assertThat(validate()).isEqualTo(1);
        assertThat(err.toString()).contains("bitmovin-create-everything");
    }

    @Test
    void aTreeThatIsNoYamlIsFoundAtTheStart() throws IOException {
        edit("kamelets/bitmovin-add-stream-action.kamelet.yaml", "codecConfigId: ${", "codecConfigId: {{ ${");

        assertThat(validate()).isEqualTo(1);
    }

    @Test
    void aFileWithoutTheDashOrADirectoryWithoutRoutesDoesNotStart() throws IOException {
        edit("engine/watch.camel.yaml", "- route:\n    id: watch\n", "route:\n    id: watch\n");

        assertThat(validate()).isNotZero();
        assertThat(err.toString()).containsAnyOf("no route 'watch'", "engine/watch.camel.yaml");
    }

    @Test
    void anUnknownOptionOfAnEndpointIsFound() throws IOException {
        edit("engine/watch.camel.yaml", "delay: 1s", "dely: 1s");

        assertThat(validate()).isEqualTo(1);
        assertThat(err.toString()).contains("dely");
    }

    @Test
    void aFileInAnotherEncodingIsNamedWithItsCure() throws IOException {
        Path file = directory.resolve("routes/engine/orphans.camel.yaml");
        Files.writeString(file, Files.readString(file) + "# für später\n", StandardCharsets.ISO_8859_1);

        assertThat(validate()).isEqualTo(1);
        assertThat(out.toString()).contains("engine/orphans.camel.yaml:1: error not-yaml: is not UTF-8");
        assertThat(command(List.of("run", "--no-doctor"), "bitmovin.api-key=k")).isEqualTo(2);
        assertThat(err.toString()).contains("engine/orphans.camel.yaml:1: error not-yaml: is not UTF-8");
    }

    @Test
    void whatAnEditorLeavesBesideTheRoutesIsPassedOver() throws IOException {
        Files.createSymbolicLink(directory.resolve("routes/.#profiles.camel.yaml"), Path.of("nobody@nowhere"));

        assertThat(validate()).as(err.toString()).isZero();
    }

    @Test
    void theDirectoryOfTheSecretsNeedNotBeThere() throws IOException {
        assertThat(validate("secrets.directory=/no/such")).as(err.toString()).isZero();
        assertThat(command(List.of("run"), "secrets.directory=/no/such", "bitmovin.api-key=k"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("secrets.directory: there is no directory /no/such");
    }

    @Test
    void anOutputThatCannotBeWrittenIsNoSuccess() throws Exception {
        List<String> command = new ArrayList<>(List.of(Jvms.java()));
        command.addAll(Jvms.SHORT_LIFE);
        command.addAll(List.of(
                "-cp",
                String.join(File.pathSeparator, Jvms.classPath()),
                "io.transcoder.Main",
                "validate",
                "--rules",
                "--json"));
        Process process = new ProcessBuilder(command)
                .redirectOutput(new File("/dev/full"))
                .start();

        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isEqualTo(1);
        assertThat(said).contains("The output could not be written");
    }

    @Test
    void aMisspeltKeyIsWrongUsageAndNamesTheRightOne() throws IOException {
        assertThat(validate("queue.visibilty=3s")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean queue.visibility?");
    }

    @Test
    void aBrokenRuleIsNamedWithFileLineAndFix() throws IOException {
        edit("engine/intake.camel.yaml", "    shutdownRunningTask: CompleteAllTasks\n", "");

        assertThat(validate()).isEqualTo(1);
        assertThat(out.toString())
                .contains("engine/intake.camel.yaml:1: error messages-lost-at-stop: route intake: ")
                .contains("Put shutdownRunningTask: CompleteAllTasks on the route.")
                .doesNotContain("are sound")
                .hasLineCount(1);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aMisspeltFieldIsNamedWithTheOneThatWasMeant() throws IOException {
        edit(
                "engine/intake.camel.yaml",
                "                  id: take-it\n                  uri:",
                "                  id: take-it\n                  uris:");

        assertThat(validate()).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "engine/intake.camel.yaml:61: error unknown-field: step take-it: `uris` is not a field of `to`;"
                                + " did you mean `uri`? Write");
    }

    /** Camel passes over it without a word. */
    @Test
    void aMisspeltFieldOfAKameletIsFoundBeforeTheStart() throws IOException {
        edit("kamelets/bitmovin-add-filter-action.kamelet.yaml", "title: Position", "titel: Position");

        assertThat(command(List.of("run"), "bitmovin.api-key=never-shown")).isEqualTo(2);
        assertThat(err.toString())
                .contains("bitmovin-add-filter-action.kamelet.yaml:27: error unknown-field: `titel` is not a field of"
                        + " `position`; did you mean `title`?")
                .hasLineCount(1);
    }

    @Test
    void aValueThatAKameletDoesNotKnowIsAWarningAndIsLoaded() throws IOException {
        edit("profiles.camel.yaml", "selectionMode: VIDEO_RELATIVE", "selectionMode: AUTO");

        assertThat(validate()).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "warning kamelet-value: step mp4-video: gives selectionMode the value AUTO, and not one of VIDEO_RELATIVE,")
                .contains("are sound");
    }

    @Test
    void aWarningIsShownAndIsNoFault() throws IOException {
        assertThat(validate("profile.output-suffix=_other.mp4", "vidispine.result-pattern=.*_bitmovin[.]mp4"))
                .isZero();
        assertThat(out.toString())
                .contains("warning name-the-mam-ignores: step mp4-file: the suffix _other.mp4 does not fit")
                .contains("are sound");
    }

    @Test
    void theNameThatTheMamWaitsForFollowsTheSuffixOrIsGiven() throws IOException {
        assertThat(validate("profile.output-suffix=_other.mp4")).isZero();
        assertThat(validate("profile.output-suffix=_new.mp4", "vidispine.result-pattern=.*_new[.]mp4"))
                .isZero();
        assertThat(out.toString()).doesNotContain("name-the-mam-ignores");
    }

    @Test
    void aPatternThatIsNoneIsWrongUsage() throws IOException {
        assertThat(validate("vidispine.result-pattern=(")).isEqualTo(2);
        assertThat(err.toString()).contains("vidispine.result-pattern").contains("is not a regex");
    }

    @Test
    void aKeyOfAProfileThatNoRouteUsesIsAWarning() throws IOException {
        PrintStream before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true));
        try {
            assertThat(validate("profile.proxy.source-perfix=in/proxy/")).isZero();
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString()).contains("profile.proxy.source-perfix");
    }

    @Test
    void findingsAreOneJsonObjectALine() throws IOException {
        edit("engine/intake.camel.yaml", "    shutdownRunningTask: CompleteAllTasks\n", "");
        edit(
                "engine/watch.camel.yaml",
                "    description: Looks at one open job. If that fails, the next round looks again.\n",
                "");

        assertThat(command(List.of("validate", "--json"))).isEqualTo(1);
        assertThat(out.toString().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("{\"file\":")
                        .contains("\"line\":1,\"severity\":\"error\",\"rule\":\"messages-lost-at-stop\""))
                .anySatisfy(line ->
                        assertThat(line).contains("\"severity\":\"warning\"").contains("watch-job"));
    }

    @Test
    void theRulesAreListedWithoutAConfiguration() {
        int exit = Transcoder.commandLine()
                .setOut(new PrintWriter(out, true))
                .execute("validate", "--rules", "--config", "nowhere.properties");

        assertThat(exit).isZero();
        assertThat(out.toString().lines())
                .hasSize(Rules.all().size() + 1)
                .anyMatch(line -> line.matches("start-without-claim +error +Two messages .*"));
    }

    @Test
    void theRulesAsJsonHaveTheirFieldsInOneOrder() {
        int exit = Transcoder.commandLine().setOut(new PrintWriter(out, true)).execute("validate", "--rules", "--json");

        assertThat(exit).isZero();
        assertThat(out.toString().lines())
                .hasSize(Rules.all().size())
                .allMatch(
                        line -> line.matches("\\{\"rule\":\".*\",\"severity\":\".*\",\"why\":\".*\",\"fix\":\".*\"}"));
    }

    @Test
    void aStartRefusesBrokenRulesAsAWrongConfiguration() throws IOException {
        edit("engine/intake.camel.yaml", "    shutdownRunningTask: CompleteAllTasks\n", "");
        edit("engine/watch.camel.yaml", "method: stuck", "method: stuck\n            note: waive unknown-direct");

        assertThat(command(List.of("run"), "bitmovin.api-key=never-shown")).isEqualTo(2);
        assertThat(err.toString())
                .contains("error messages-lost-at-stop")
                .contains("error bad-waiver")
                .doesNotContain("never-shown")
                .hasLineCount(2);
    }

    @Test
    void aSecretInAFileIsFoundAndNotShown() throws IOException {
        edit(
                "engine/bitmovin.camel.yaml",
                "        - to:\n            id: http\n",
                "        - setHeader: { id: key, name: X-Api-Key, expression: { constant: { expression: hunter22 } } }\n"
                        + "        - to:\n            id: http\n");

        assertThat(validate()).isEqualTo(1);
        assertThat(out.toString())
                .contains("engine/bitmovin.camel.yaml:14: error literal-secret")
                .doesNotContain("hunter22");
    }

    /** Makes a file as soon as it is loaded. */
    static String beans(Path made) {
        return """
                - beans:
                    - name: made
                      type: java.io.FileOutputStream
                      constructors:
                        "0": %s
                """.formatted(made);
    }

    @Test
    void codeInTheRoutesIsRefusedAndNotRun() throws IOException {
        Path made = directory.resolve("made");
        Files.writeString(directory.resolve("routes/beans.camel.yaml"), beans(made));

        assertThat(validate()).isEqualTo(1);

        assertThat(out.toString()).contains("beans.camel.yaml:1: error code-in-routes: beans runs code: beans");
        assertThat(made).doesNotExist();
    }

    @Test
    void codeThatIsAllowedIsLoaded() throws IOException {
        Path made = directory.resolve("made");
        Files.writeString(directory.resolve("routes/beans.camel.yaml"), beans(made));

        assertThat(validate("routes.allowed=beans")).as(out + "" + err).isZero();

        assertThat(made).exists();
    }

    @Test
    void jsonIsSafeForATerminal() throws IOException {
        edit("engine/watch.camel.yaml", "id: watch\n", "id: \"wa\\u202Etch\\x9b\"\n");

        validate("--json");

        assertThat(out.toString()).doesNotContain("\u202E", "\u009B");
    }
}
