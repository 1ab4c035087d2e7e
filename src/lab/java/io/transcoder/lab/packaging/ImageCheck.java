package io.transcoder.lab.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image of the Dockerfile, built and run against the sandbox. The build runs it in {@code verify}; where the machine can't build
 * an image it is skipped, as {@link RequiredTools} says.
 */
@EnabledIfSystemProperty(named = "image.check", matches = "true")
@Tag("slow")
class ImageCheck {
    private static final String IMAGE = "transcoder-check";
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(70);

    @TempDir
    private static Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        int code = script("build", IMAGE);
        RequiredTools.skipUnlessRequired(code, said());
        assertThat(code).as(ImageCheck::said).isZero();
        said().lines().filter(line -> line.contains("STEP ")).forEach(System.out::println);
    }

    @AfterAll
    static void clean() throws IOException, InterruptedException {
        script("clean");
    }

    @Test
    void itTakesAnUploadWithoutRootOrAFileToWriteToAndStopsWhenAsked() throws IOException, InterruptedException {
        int port = freePort();
        try (Site site = Site.start();
                ShippedProcess container = ShippedProcess.start(
                        List.of("src/lab/image/run", IMAGE), settings(site, port), folder.resolve("container.log"))) {
            await().atMost(SOON).until(() -> isReady(port) || !container.isAlive());
            assertThat(container.isAlive()).as(container::output).isTrue();

            site.upload("in/contained.mxf", "media");
            await().atMost(SOON).until(() -> site.records("in/contained.mxf").contains("1.clean"));

            assertThat(container.status("Uid")).startsWith("10001");
            assertThat(container.status("CapEff")).containsOnlyDigits().matches("0+");
            assertThatThrownBy(() -> Files.writeString(container.root().resolve("app/written"), "by root"))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("Read-only");
            assertThat(container.maps()).containsPattern("/app/transcoder\\.(aot|jsa)");
            assertThat(container.terminate(GRACE)).isIn(0, 143);
            assertThat(container.output()).contains("Taking uploads").doesNotContain(" ERROR ", Site.API_KEY);
            System.out.println(container.output());
        }
    }

    private static Map<String, String> settings(Site site, int port) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("camel.management.port", Integer.toString(port));
        return settings;
    }

    private boolean isReady(int port) throws InterruptedException {
        try {
            URI ready = URI.create("http://localhost:" + port + "/observe/health/ready");
            return http.send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int script(String name, String... arguments) throws IOException, InterruptedException {
        var command = new ProcessBuilder("src/lab/image/" + name);
        command.command().addAll(List.of(arguments));
        return command.redirectErrorStream(true)
                .redirectOutput(folder.resolve("script.log").toFile())
                .start()
                .waitFor();
    }

    private static String said() {
        try {
            return Files.readString(folder.resolve("script.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
