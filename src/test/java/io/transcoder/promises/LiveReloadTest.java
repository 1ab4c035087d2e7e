package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes are edited while the application runs: nothing is lost, nothing is done twice, and a broken edit changes nothing. */
class LiveReloadTest extends RunningSite {
    private static final String PROFILE = """
            - route:
                id: proxy
                description: One source to one small MP4.
                routeConfigurationId: profiles
                from:
                  uri: direct:profile-proxy
                  steps:
                    - to: { id: proxy-encoding, uri: "kamelet:bitmovin-create-encoding-action" }
                    - to:
                        id: proxy-video
                        uri: kamelet:bitmovin-add-stream-action
                        parameters: { codecConfig: "{{bitmovin.video-config}}", selectionMode: VIDEO_RELATIVE }
                    - to:
                        id: proxy-file
                        uri: kamelet:bitmovin-add-mp4-muxing-action
                        parameters: { suffix: _proxy_bitmovin.mp4 }
            """;
    private static final String WHO_GETS_IT = """
                          - id: proxies
                            expression: { simple: { expression: "${variable.upload.key} startsWith 'in/proxy/'" } }
                            steps:
                              - setVariable: { id: name-proxy, name: profile, expression: { constant: { expression: proxy } } }
                              - to: { id: use-proxy, uri: "direct:profile-proxy" }
            """;

    private static final String CREATE = "kamelets/bitmovin-create-encoding-action.kamelet.yaml";

    @TempDir
    private static Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    protected Map<String, String> overrides() {
        copy(Path.of("routes"), folder);
        // a long timeout: a reply that a loaded machine loses has the encoding built anew, which is no doing of a
        // reload
        return Map.of("routes.directory", folder.toString(), "queue.visibility", "60s", "bitmovin.timeout", "60s");
    }

    /** Threads that looked for edits while the start still asked the services whether it may take uploads. */
    private final List<String> early = new CopyOnWriteArrayList<>();

    @Override
    @BeforeAll
    void start() {
        site = newSite();
        application = site.application(overrides());
        application.know(() -> {
            Thread.getAllStackTraces().keySet().stream()
                    .map(Thread::getName)
                    .filter("route-reload"::equals)
                    .forEach(early::add);
            return Map.of();
        });
        application.start();
    }

    @BeforeAll
    void listen() {
        var appender = new AbstractAppender("reload", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        rootLogger().addAppender(appender, Level.ALL, null);
    }

    @AfterAll
    void silence() {
        rootLogger().removeAppender("reload");
    }

    private static LoggerConfig rootLogger() {
        return ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In place. */
    private static void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(String name) {
        try {
            Files.delete(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As editors do that write a file beside and rename it. */
    private static void replace(String name, String text) {
        try {
            Path beside = Files.writeString(folder.resolve(".beside~"), text);
            Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void edit(String name, String old, String edited) {
        String text = read(name);
        assertThat(text).contains(old);
        write(name, text.replace(old, edited));
    }

    /** The first line that is written after the edit and begins so. */
    private String lineAfter(Runnable edit, String begin) {
        int before = lines.size();
        edit.run();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> lines.stream().skip(before).anyMatch(line -> line.startsWith(begin)));
        return lines.stream()
                .skip(before)
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

    private String reloaded(Runnable edit) {
        return lineAfter(edit, "INFO Reloaded the routes");
    }

    private String health(String kind) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://localhost:" + application.managementPort() + "/observe/" + kind))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void encodedOnce(String key) {
        eventually(() -> !site.records(key).isEmpty() && !site.isOpen(key));
        assertThat(site.encodingsOf(key))
                .as("encodings of " + key)
                .singleElement()
                .matches(encoding -> encoding.startedCount() == 1);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
    }

    @Test
    void anEditWaitsForTheChecksOfTheStart() {
        assertThat(early).isEmpty();
    }

    @Test
    void aProfileThatIsAddedToTheRunningApplicationEncodesAnUpload() {
        String line = reloaded(() -> {
            write("proxy.camel.yaml", PROFILE);
            edit("profiles.camel.yaml", "              - id: xdcam\n", WHO_GETS_IT + "              - id: xdcam\n");
        });

        assertThat(line).endsWith(": profiles.camel.yaml, proxy.camel.yaml (new)");
        site.upload("in/proxy/VX-9.mxf", "media");
        site.upload("in/VX-10.mxf", "media");
        encodedOnce("in/proxy/VX-9.mxf");
        encodedOnce("in/VX-10.mxf");
        assertThat(site.names("out/")).contains("out/proxy/VX-9.mxf_proxy_bitmovin.mp4", "out/VX-10.mxf_bitmovin.mp4");
    }

    @Test
    void anEditedKameletIsTakenAndLeavesNothingOfTheOldOne() {
        int routes = application.context().getRoutesSize();
        int endpoints = application.context().getEndpoints().size();

        reloaded(() -> edit(CREATE, "${variable.upload.name}", "${variable.upload.name} edited"));

        assertThat(application.context().getRoutesSize()).isEqualTo(routes);
        assertThat(application.context().getEndpoints()).hasSizeBetween(endpoints - 5, endpoints);
        site.upload("in/kamelet.mxf", "media");
        encodedOnce("in/kamelet.mxf");
        assertThat(site.encodingsOf("in/kamelet.mxf")).singleElement().matches(encoding -> encoding.name()
                .endsWith("kamelet.mxf edited"));
    }

    @Test
    void anEditedCodecIsAnotherConfigurationFromTheNextUploadOn() {
        reloaded(() -> edit("profiles.camel.yaml", "bitrate: 4800000", "bitrate: 4500000"));

        site.upload("in/codec-1.mxf", "media");
        encodedOnce("in/codec-1.mxf");
        site.upload("in/codec-2.mxf", "media");
        encodedOnce("in/codec-2.mxf");
        assertThat(site.encoder().calls())
                .filteredOn(call -> call.method().equals("POST")
                        && call.template().equals("/encoding/configurations/video/h264")
                        && call.body().contains("4500000"))
                .hasSize(1);
    }

    @Test
    void renamedRoutesAndKameletsAndDeletedFilesAreTaken() {
        String kamelet = "kamelets/bitmovin-stop-encoding-action.kamelet.yaml";

        String line = reloaded(() -> {
            write(
                    kamelet.replace("stop-encoding", "end-encoding"),
                    read(kamelet).replace("-stop-encoding-", "-end-encoding-"));
            delete(kamelet);
            write(
                    "halts.camel.yaml",
                    read("engine/watch.camel.yaml")
                            .replace("-stop-encoding-", "-end-encoding-")
                            .replace("id: stop-running", "id: halt-stuck"));
            delete("engine/watch.camel.yaml");
            write(
                    "engine/withdraw.camel.yaml",
                    read("engine/withdraw.camel.yaml").replace("-stop-encoding-", "-end-encoding-"));
        });

        assertThat(line)
                .contains("halts.camel.yaml (new)", "engine/watch.camel.yaml (deleted)", kamelet + " (deleted)");
        assertThat(application.context().getRoute("halt-stuck")).isNotNull();
        assertThat(application.context().getRoute("stop-running")).isNull();
        assertThat(application.context().getRoutes())
                .noneMatch(route -> route.getRouteId().startsWith("bitmovin-stop-encoding-action"));
    }

    /** @param told what the line and the health say of it */
    private record Broken(String file, String old, String edited, String told) {
        String original() {
            return read(file);
        }
    }

    @Test
    void aBrokenEditChangesNothingAndSaysWhereUntilItIsMended() {
        List<Broken> edits = List.of(
                new Broken(
                        "engine/watch.camel.yaml",
                        "    id: watch\n",
                        "    id: [watch\n",
                        "run on (engine/watch.camel.yaml): " + folder + "/engine/watch.camel.yaml:3: error"),
                new Broken(
                        "engine/submit.camel.yaml",
                        "method: ofUpload",
                        "methodd: ofUpload",
                        "/submit.camel.yaml:101: error unknown-field"),
                new Broken(
                        "engine/submit.camel.yaml",
                        "known-or-new",
                        "start-new",
                        "/submit.camel.yaml:288: error duplicate-id"),
                new Broken("engine/withdraw.camel.yaml", "ref: stops", "ref: nobody", "nobody"),
                new Broken("profiles.camel.yaml", "{codec: h264", "{codec: h246", "there is no codec 'h246'"),
                new Broken(
                        "profiles.camel.yaml", "suffix: \"{{profile.output-suffix}}\"", "suffixx: a", "lacks suffix"),
                new Broken(
                        "profiles.camel.yaml",
                        "{{bitmovin.video-config}}",
                        "h264-1008p",
                        "Bitmovin has no codec configuration named 'h264-1008p'; it has "),
                new Broken(
                        "profiles.camel.yaml",
                        "{{bitmovin.video-config}}",
                        "{{profile.none}}",
                        "New keys need a restart"));
        for (Broken broken : edits) {
            String original = broken.original();
            try {
                String line = lineAfter(
                        () -> edit(broken.file(), broken.old(), broken.edited()),
                        "ERROR The edited routes are refused");

                assertThat(line)
                        .contains(broken.told(), "(" + broken.file() + ")")
                        .doesNotContain("\n");
                assertThat(health("health"))
                        .contains(
                                "{\"name\":\"routes\",\"status\":\"UP\",\"message\":\"an edit is refused, the routes of before run on ("
                                        + broken.file().replace("/", "\\\\\\/"));
            } finally {
                write(broken.file(), original);
            }
        }
        edit("engine/orphans.camel.yaml", "    id: orphans\n", "   id: orphans\n");
        eventually(() -> health("health").contains("orphans.camel.yaml:3"));
        assertThat(health("metrics")).contains("transcoder_routes_outdated 1.0");
        assertThat(health("health/ready")).startsWith("{\"status\":\"UP\"");
        site.upload("in/broken.mxf", "media");
        encodedOnce("in/broken.mxf");

        reloaded(() -> edit("engine/orphans.camel.yaml", "   id: orphans\n", "    id: strays\n"));

        assertThat(health("metrics")).contains("transcoder_routes_outdated 0.0");
        assertThat(application.context().getRoute("strays")).isNotNull();
        assertThat(application.context().getRoute("orphans")).isNull();
    }

    @Test
    void uploadsAtWorkDuringFiveEditsCostOneEncodeEachAndNoneIsLost() {
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/streams")
                        .always()
                        .delayed(Duration.ofMillis(150)));
        List<Runnable> edits = List.of(
                () -> edit(CREATE, "  name: ${", "  name: v2-${"),
                () -> replace("profiles.camel.yaml", read("profiles.camel.yaml").replace("first video", "1st video")),
                () -> edit("errors.camel.yaml", "maximumRedeliveries: 3", "maximumRedeliveries: 4"),
                () -> replace(
                        "engine/intake.camel.yaml",
                        read("engine/intake.camel.yaml").replace("waitTimeSeconds: 5", "waitTimeSeconds: 10")),
                () -> edit("engine/watch.camel.yaml", "delay: 1s", "delay: 2s"));
        List<String> keys = new ArrayList<>();
        for (Runnable edit : edits) {
            for (int i = 0; i < 12; i++) {
                String key = "in/edited-" + keys.size() + ".mxf";
                keys.add(key);
                site.upload(key, "media");
            }
            eventually(() -> application.context().getInflightRepository().size("intake") > 0);
            reloaded(edit);
        }

        keys.forEach(this::encodedOnce);
        assertThat(keys).hasSize(60);
        assertThat(site.queues().depth(Site.EVENTS)).isZero();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
        assertThat(site.encodingsOf(keys.get(59))).singleElement().matches(e -> e.name()
                .startsWith("v2-"));
    }
}
