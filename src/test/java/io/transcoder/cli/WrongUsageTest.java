package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be seen to be wrong before anything is asked ends with 2, and names the option. */
class WrongUsageTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "jobs events --limit -1, --limit",
        "console --port 70000, --port",
        "console --port -1, --port",
        "console --bind 127.0.0.1 --origin https://c.example --token-file /nope/token, --token-file",
        "costs --since 9999999d, --since",
        "costs --month 2026-13, --month",
    })
    void isSaidWithItsOption(String command, String option) {
        var cli = Cli.with(Map.of("source.bucket", "mam-in", "output.bucket", "mam-out"), folder);

        Cli.Result refused = cli.run(command.split(" "));

        assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err().lines().findFirst())
                .hasValueSatisfying(said -> assertThat(said).startsWith(option));
    }
}
