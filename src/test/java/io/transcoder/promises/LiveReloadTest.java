package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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
            """.indent(-0);

    @TempDir
    private static Path folder;

    private final List<LogEvent> lines = new CopyOnWriteArrayList<>();
    private final Map<Path, String> originals = new HashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    protected Map<String, String> overrides() {
        copy(Path.of("routes"), folder);
        return Map.of("routes.directory", folder.toString(), "queue.visibility", "60s");
    }

    @BeforeAll
    void listen() {
        var appender = new AbstractAppender("reload", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                lines.add(event.toImmutable());
            }
        };
        appender.start();
        rootLogger().addAppender(appender, Level.ALL, null);
    }

    @AfterAll
    void silence() {
        rootLogger().removeAppender("reload");
    }

    private static org.apache.logging.log4j.core.config.LoggerConfig rootLogger() {
        return ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
    }

    @AfterEach
    void undo() {
        originals.forEach((file, text) -> {
            if (text == null) {
                delete(file);
            } else {
                write(file, text);
            }
        });
        originals.clear();
        eventually(() -> health().contains("as they are in the files") || health().contains("of the start"));
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

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(String name, String text) {
        Path file = folder.resolve(name);
        originals.putIfAbsent(file, Files.exists(file) ? read(file) : null);
        write(file, text);
    }

    private void edit(String name, String old, String edited) {
        String text = read(folder.resolve(name));
        assertThat(text).contains(old);
        put(name, text.replace(old, edited));
    }

    private long reloads() {
        return lines.stream()
                .filter(line -> text(line).startsWith("Reloaded the routes"))
                .count();
    }

    private static String text(LogEvent line) {
        return line.getMessage().getFormattedMessage();
    }

    private void reloaded(Runnable edit) {
        long before = reloads();
        edit.run();
        eventually(() -> reloads() > before);
    }

    private String health() throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(
                                URI.create("http://localhost:" + application.managementPort() + "/observe/health"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return response.body();
    }

    @Test
    void aProfileThatIsAddedToTheRunningApplicationEncodesAnUpload() {
        reloaded(() -> {
            put("proxy.camel.yaml", PROFILE);
            edit("profiles.camel.yaml", "              - id: xdcam\n", WHO_GETS_IT + "              - id: xdcam\n");
        });

        site.upload("in/proxy/VX-9.mxf", "media");
        site.upload("in/VX-10.mxf", "media");

        settled("in/proxy/VX-9.mxf");
        settled("in/VX-10.mxf");
        assertThat(site.names("out/")).contains("out/proxy/VX-9.mxf_proxy_bitmovin.mp4", "out/VX-10.mxf_bitmovin.mp4");
    }

    @Test
    void anEditedKameletIsTaken() {
        reloaded(() -> edit(
                "kamelets/bitmovin-create-encoding-action.kamelet.yaml",
                "name: ${variable.upload.name}",
                "name: edited-${variable.upload.name}"));

        site.upload("in/kamelet.mxf", "media");

        settled("in/kamelet.mxf");
        assertThat(site.encodingsOf("in/kamelet.mxf")).singleElement().matches(encoding -> encoding.name()
                .startsWith("edited-"));
    }
}
