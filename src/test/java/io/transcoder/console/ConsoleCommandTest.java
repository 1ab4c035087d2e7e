package io.transcoder.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.cli.Cli;
import io.transcoder.cli.Transcoder;
import io.transcoder.sandbox.Site;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as an operator gives it. */
@Tag("slow")
class ConsoleCommandTest {
    @Test
    void theCommandPrintsTheAddressAndNothingElse(@TempDir Path folder) throws Exception {
        var out = new StringWriter();
        var err = new StringWriter();
        try (var site = Site.start()) {
            String file = Cli.on(site, folder).file().toString();
            var thread = new Thread(() -> Transcoder.commandLine()
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .execute("console", "--read-only", "--config", file));
            thread.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> err.toString().contains("Ctrl-C"));

            assertThat(out.toString()).matches("http://127\\.0\\.0\\.1:\\d+/\\?token=[\\w-]{43}\\R");
            URI address = URI.create(out.toString().strip());
            assertThat(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);

            thread.interrupt();
            thread.join(Duration.ofSeconds(10).toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }
}
