package io.transcoder.lint;

import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.lint.model.Finding;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The application with profiles beside the shipped ones, each for the uploads in a folder of its name. */
final class ProfileBench implements AutoCloseable {
    /** How long every source lasts. */
    static final double SECONDS = 90;

    private static final String BEFORE = "              - id: xdcam\n";

    private final Site site = Site.start();
    private final PlantedRoutes routes;
    private final Application application;

    /**
     * @param profiles the names, of routes {@code direct:profile-<name>}
     * @param routes the shipped ones and those of the profiles
     */
    ProfileBench(Collection<String> profiles, PlantedRoutes routes, Path folder) {
        this.routes = routes;
        var chosen = new StringBuilder();
        profiles.forEach(name -> chosen.append("""
                              - id: pick-%1$s
                                expression:
                                  simple:
                                    expression: ${variable.upload.key} startsWith '{{profile.source-prefix}}%1$s/'
                                steps:
                                  - setVariable:
                                      id: name-%1$s
                                      name: profile
                                      expression:
                                        constant:
                                          expression: %1$s
                                  - to:
                                      id: use-%1$s
                                      uri: direct:profile-%1$s
                """.formatted(name)));
        routes.edit("profiles.camel.yaml", BEFORE, chosen + BEFORE);
        routes.write(folder);
        profiles.forEach(name -> site.encoder().lasts(key(name), SECONDS));
        site.encoder().addH264("h264-360p", 360, 600_000);
        site.encoder().addH264("h264-720p", 720, 2_400_000);
        site.encoder().addH265("h265-2160p", 2160, 12_000_000);
        site.encoder().addVp9("vp9-720p", 720, 1_800_000);
        site.encoder().addOpus("opus-96k", 96_000);
        Map<String, String> overrides = new HashMap<>();
        overrides.put("routes.directory", folder.toString());
        overrides.put("bitmovin.timeout", "10s");
        overrides.put("queue.visibility", "60s");
        application = site.startApplication(overrides);
    }

    Site site() {
        return site;
    }

    List<Finding> findings() {
        return routes.findings();
    }

    static String key(String profile) {
        return "in/" + profile + "/VX-7.mxf";
    }

    /** Uploads a source to each and waits until all are encoded. */
    void upload(Collection<String> profiles) {
        profiles.forEach(profile -> site.upload(key(profile), "media"));
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (!site.deadLetters().isEmpty()) {
                        throw new IllegalStateException(site.deadLetters().stream()
                                .map(letter ->
                                        letter.messageAttributes().get("reason").stringValue())
                                .toList()
                                .toString());
                    }
                    return profiles.stream()
                            .allMatch(profile -> site.records(key(profile)).contains("1.clean"));
                });
    }

    Encoder.Encoding encoding(String profile) {
        return site.encoder().encodings().stream()
                .filter(encoding -> key(profile).equals(encoding.sourceKey()))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /** What was posted for the profile's encoding, in order; without the filters, which several may share. */
    List<Encoder.Call> posts(String profile) {
        Encoder.Encoding encoding = encoding(profile);
        return site.encoder().calls().stream()
                .filter(call -> call.method().equals("POST"))
                .filter(call -> call.path().contains(encoding.id())
                        || call.body().contains(encoding.id())
                        || (call.template().equals("/encoding/encodings")
                                && encoding.labels().stream()
                                        .allMatch(label -> call.body().contains('"' + label + '"'))))
                .toList();
    }

    @Override
    public void close() {
        application.close();
        site.close();
    }
}
