package io.transcoder.setup.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.boot.Application;
import io.transcoder.boot.BitmovinLine;
import io.transcoder.boot.Ledgers;
import io.transcoder.cli.Cli;
import io.transcoder.cli.common.Configuration;
import io.transcoder.ledger.Ledger;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.VidiCoreDouble;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.EncoderOptions;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Lie;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.setup.step.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In a sandbox that is as assumed every check holds, and of each assumption that is broken the command says so. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveDoctorTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String SHAPE_TAG = "bitmovin-mp4";
    private static final String REGEX = "(?:\\D.*)?_bitmovin\\.mp4";

    @TempDir
    private Path folder;

    private final Map<World, Map<String, JsonNode>> seen = new EnumMap<>(World.class);

    /** What is broken at once, as far as it does not hide one another. */
    private enum World {
        AS_ASSUMED("3m"),
        /** S3 and Bitmovin, with no application. */
        OTHER_SERVICES("30s"),
        /** Events, the start of encodings, and the MAM. */
        OTHER_WAY("3m"),
        NO_EVENTS("5s");

        /** Long where something comes, and short where nothing does. */
        private final String patience;

        World(String patience) {
            this.patience = patience;
        }
    }

    private record Broken(String name, World in, String words) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Broken> broken() {
        return List.of(
                new Broken(
                        "create-only-put",
                        World.OTHER_SERVICES,
                        "of the second PUT with If-None-Match: it was carried out"),
                new Broken("conditional-delete", World.OTHER_SERVICES, "with another ETag it was carried out"),
                new Broken("versioning", World.OTHER_SERVICES, "versioning is on, a PUT gives no version id"),
                new Broken("clock-of-s3", World.OTHER_SERVICES, "s behind ours"),
                new Broken("event-arrives", World.NO_EVENTS, "not taken after"),
                new Broken("event-shape", World.OTHER_WAY, "without a sequencer"),
                new Broken("whole-way", World.OTHER_WAY, " is FAILED, "),
                new Broken("ledger-closed-to-encoder", World.OTHER_SERVICES, "passed: true"),
                new Broken("clock-of-bitmovin", World.OTHER_SERVICES, "s ahead of ours"),
                new Broken("label-search", World.OTHER_SERVICES, "not found after"),
                new Broken("delete-unstarted", World.OTHER_SERVICES, "was refused with 400, code 2021"),
                new Broken("unknown-encoding", World.OTHER_SERVICES, "404 without an error of Bitmovin's own"),
                new Broken("start-while-queued", World.OTHER_SERVICES, "a start while QUEUED was taken"),
                new Broken("start-while-running", World.OTHER_SERVICES, "code 2018, which counts as ASK_FIRST"),
                new Broken("delete-while-running", World.OTHER_SERVICES, "a delete while RUNNING was taken"),
                new Broken("stop-while-queued", World.OTHER_SERVICES, "a stop while QUEUED was refused with 400"),
                new Broken("stop-while-running", World.OTHER_SERVICES, "a stop while RUNNING was refused with 400"),
                new Broken("start-after-end", World.OTHER_SERVICES, "a start while FINISHED was taken"),
                new Broken("muxing-information", World.OTHER_SERVICES, "9.0 s of 1.0"),
                new Broken("output-access", World.OTHER_SERVICES, "READ for http://acs"),
                new Broken("ignored-stream", World.OTHER_SERVICES, "has ignoredBy null"),
                new Broken("statistics", World.OTHER_SERVICES, "billableMinutes null"),
                new Broken("ignored-is-free", World.OTHER_SERVICES, "left out: 0.5"),
                new Broken("queue-codes", World.OTHER_WAY, "400, code 9999, which counts as PERMANENT"),
                new Broken("known-words", World.OTHER_SERVICES, "that are not known: [shade]"),
                new Broken("mam-resource", World.OTHER_WAY, "several"),
                new Broken("mam-name", World.OTHER_WAY, "would not take"),
                new Broken("mam-job", World.OTHER_WAY, "does not say: [fileId, filePathMap]"));
    }

    @Test
    void inASandboxThatIsAsAssumedEverythingHolds() throws IOException {
        Map<String, JsonNode> facts = facts(World.AS_ASSUMED);

        assertThat(facts).hasSize(broken().size());
        assertThat(facts.values())
                .allSatisfy(fact -> assertThat(fact.path("verdict").asText())
                        .as(fact.toString())
                        .isEqualTo(fact.path("name").asText().equals("queue-codes") ? "not-seen" : "holds"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void whatIsBrokenIsNoticed(Broken broken) throws IOException {
        JsonNode fact = facts(broken.in()).get(broken.name());

        assertThat(fact.path("verdict").asText()).as(fact.toString()).isEqualTo("differs");
        assertThat(fact.path("seen").asText()).contains(broken.words());
        assertThat(fact.path("expected").asText()).isNotEmpty();
        assertThat(fact.path("follows").asText()).isNotEmpty();
    }

    @Test
    void everyCheckHasABrokenCase() throws IOException {
        assertThat(broken().stream().map(Broken::name))
                .containsExactlyInAnyOrderElementsOf(facts(World.AS_ASSUMED).keySet());
    }

    /** A world is played once, and everything that it made is gone at its end. */
    private synchronized Map<String, JsonNode> facts(World world) throws IOException {
        if (!seen.containsKey(world)) {
            seen.put(world, play(world));
        }
        return seen.get(world);
    }

    private Map<String, JsonNode> play(World world) throws IOException {
        try (Site site = Site.start(options -> options(world, options));
                Wiretap s3 = Wiretap.start("s3", site.store().endpoint());
                VidiCoreDouble mam = VidiCoreDouble.start()) {
            Map<String, String> settings = settings(site, s3, mam);
            prepare(world, site, s3, mam);
            Application application = world == World.OTHER_SERVICES ? null : site.startApplication(settings);
            Cli.Result result;
            try {
                await().atMost(SOON)
                        .until(() -> application == null
                                || !site.names("_jobs/instances/").isEmpty());
                result = Cli.on(site, folder, settings)
                        .run("doctor", "--live", "--yes", "--json", "--patience", world.patience);
            } finally {
                if (application != null) {
                    application.close();
                }
            }
            assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(world == World.AS_ASSUMED ? 0 : 1);
            assertThat(result.out() + result.err())
                    .doesNotContain(Site.API_KEY, "sandbox-secret-81d0", VidiCoreDouble.PASSWORD);
            assertNothingIsLeft(site);
            JsonNode document = JSON.readTree(result.out());
            assertThat(document.fieldNames()).toIterable().containsExactly("ok", "at", "where", "facts");
            Map<String, JsonNode> facts = new HashMap<>();
            document.path("facts").forEach(fact -> facts.put(fact.path("name").asText(), fact));
            return facts;
        }
    }

    private static EncoderOptions options(World world, EncoderOptions options) {
        EncoderOptions timed = options.withQueueTime(Duration.ofSeconds(5)).withEncodeTime(Duration.ofSeconds(8));
        return switch (world) {
            case AS_ASSUMED -> timed.real();
            case OTHER_SERVICES -> timed.withSearchLag(Duration.ofHours(1));
            default -> timed;
        };
    }

    private static Map<String, String> settings(Site site, Wiretap s3, VidiCoreDouble mam) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("aws.s3.endpoint", s3.endpoint().toString());
        // a busy machine may let an instance be late
        settings.put("watch.period", "5s");
        settings.put("bitmovin.timeout", "30s");
        settings.put("vidispine.url", mam.url().toString());
        settings.put("vidispine.user", VidiCoreDouble.USER);
        settings.put("vidispine.password", VidiCoreDouble.PASSWORD);
        settings.put("vidispine.shape-tag", SHAPE_TAG);
        return settings;
    }

    private static void prepare(World world, Site site, Wiretap s3, VidiCoreDouble mam) {
        mam.add(SHAPE_TAG, "s3://mam-in/in/", "s3://mam-out/out/", world == World.OTHER_WAY ? ".*_other" : REGEX);
        mam.addShapeTag(SHAPE_TAG);
        mam.jobs()
                .add(
                        "VX-1",
                        "STARTED",
                        Instant.now(),
                        SHAPE_TAG,
                        world == World.OTHER_WAY ? Map.of() : Map.of("fileId", "VX-9"));
        if (world != World.OTHER_SERVICES) {
            site.encoder().mayNotWriteTo("_jobs/");
        }
        switch (world) {
            case OTHER_SERVICES -> {
                spoil(s3);
                spoil(site);
            }
            case OTHER_WAY -> {
                mam.add(SHAPE_TAG, "s3://mam-in/in/", "s3://mam-out/out/", REGEX);
                site.tellEventsAs(event -> event.replace("\"sequencer\"", "\"order\""));
                refuseStarts(site);
            }
            case NO_EVENTS -> {
                site.tellEventsAs(event -> null);
                refuseStarts(site);
                // at the end of the clean-up, when all facts are known; the one before the run lists twice
                s3.on(request -> isOf(request, "versions") && request.path().contains("prefix=_jobs%2Ftries%2Flive%2F"))
                        .nth(3)
                        .answer(400, Map.of(), "<Error><Code>InvalidRequest</Code></Error>");
            }
            default -> {}
        }
    }

    private static void refuseStarts(Site site) {
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start").always().refusing(400, 9999, "not today"));
    }

    private static void spoil(Wiretap s3) {
        s3.on(request -> request.method().equals("PUT") && request.path().contains("create-only"))
                .nth(2)
                .answer(200, Map.of("ETag", "\"1\""), "");
        s3.on(request -> request.method().equals("DELETE") && request.header("if-match") != null)
                .answer(204, Map.of(), "");
        s3.on(request -> isOf(request, "versioning"))
                .answer(200, Map.of(), "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
        s3.on(request -> request.method().equals("HEAD") && request.path().contains(".part"))
                .answer(200, Map.of("Last-Modified", "Sun, 01 Mar 2026 10:00:00 GMT", "ETag", "\"1\""), "");
        s3.on(request -> isOf(request, "acl") && request.path().contains("/out/"))
                .answer(200, Map.of(), """
                        <AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>1</ID></Owner>
                        <AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group">
                        <URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant>
                        </AccessControlList></AccessControlPolicy>""");
    }

    private static boolean isOf(Request request, String subresource) {
        return request.method().equals("GET") && request.path().matches(".*[?&]" + subresource + "(=?|[=&].*)");
    }

    private static void spoil(Site site) {
        var encoder = site.encoder();
        encoder.lie(any -> true, Lie.ofCreation(answer -> answer.put("createdAt", "2099-01-01T00:00:00Z")));
        encoder.fault(Fault.on("DELETE", "/encoding/encodings/*").refusing(400, 2021, "not now"));
        encoder.fault(Fault.on("GET", "/encoding/encodings/*/status").html(404, "<p>nothing here</p>"));
        encoder.fault(Fault.on("GET", "/encoding/encodings/*/status")
                .fromCall(2)
                .answering(200, success("{\"status\":\"QUEUED\",\"progress\":0,\"shade\":1}")));
        String taken = success("{\"id\":\"any\"}");
        encoder.fault(
                Fault.on("POST", "/encoding/encodings/*/start").fromCall(2).answering(200, taken));
        encoder.fault(
                Fault.on("POST", "/encoding/encodings/*/start").fromCall(3).refusing(400, 2018, "busy"));
        encoder.fault(Fault.on("DELETE", "/encoding/encodings/*").fromCall(2).answering(200, taken));
        encoder.fault(Fault.on("POST", "/encoding/encodings/*/stop").times(2).refusing(400, 1001, "no"));
        encoder.fault(
                Fault.on("POST", "/encoding/encodings/*/start").fromCall(6).answering(200, taken));
        encoder.lie(any -> true, Lie.cutShort(9));
        encoder.fault(
                Fault.on("GET", "/encoding/encodings/*/streams/*").always().answering(200, success("{}")));
        encoder.lie(any -> true, Lie.ofStatistics(statistics -> billed(site, statistics)));
    }

    /** For the stream that was asked for last, which is the one that was left out. */
    private static ObjectNode billed(Site site, ObjectNode statistics) {
        String path = site.encoder().calls().stream()
                .map(call -> call.path())
                .filter(called -> called.matches(".*/streams/[^/]+"))
                .reduce("", (one, other) -> other);
        statistics.remove("billableMinutes");
        statistics
                .withArray("streams")
                .addObject()
                .put("streamId", path.substring(path.lastIndexOf('/') + 1))
                .put("billableMinutes", 0.5);
        return statistics;
    }

    private static String success(String result) {
        return "{\"requestId\":\"1\",\"status\":\"SUCCESS\",\"data\":{\"result\":" + result + "}}";
    }

    private static void assertNothingIsLeft(Site site) {
        assertThat(names(site)).isEmpty();
        assertThat(site.encoder().encodings())
                .isNotEmpty()
                .filteredOn(encoding -> encoding.name().startsWith("transcoder-live"))
                .filteredOn(encoding -> encoding.labels().size() == 1)
                .allMatch(encoding -> encoding.deleted());
        assertThat(site.encoder().named(label(site), "configurations")).isEmpty();
    }

    private static List<String> names(Site site) {
        List<String> names = new ArrayList<>(site.names("out/"));
        names.addAll(site.names("_jobs/tries/"));
        site.s3().listObjectsV2(b -> b.bucket(Site.SOURCES)).contents().forEach(object -> names.add(object.key()));
        return names;
    }

    private static String label(Site site) {
        return site.encoder().encodings().stream()
                .filter(encoding -> encoding.labels().size() == 1)
                .map(encoding -> encoding.labels().get(0))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void inABucketWithVersionsTheVersionsGoAsWell() {
        try (Site site = Site.startVersioned()) {
            refuseStarts(site);

            Cli.Result result = Cli.on(site, folder).run("doctor", "--live", "--yes", "--patience", "5s");

            assertThat(result.lines())
                    .anyMatch(line -> line.startsWith("holds    versioning: versioning is on"))
                    .anyMatch(line -> line.startsWith("not-seen event-arrives: no application"));
            var left = site.s3().listObjectVersions(b -> b.bucket(Site.SOURCES));
            assertThat(left.versions()).isEmpty();
            assertThat(left.deleteMarkers()).isEmpty();
        }
    }

    @Test
    void whatAnInterruptedOrKilledRunHasMadeIsRemoved() throws Exception {
        try (Site site = Site.start(options -> options(World.NO_EVENTS, options))) {
            interruptedAtWork(site).destroy();
            await().atMost(SOON).untilAsserted(() -> assertNothingIsLeft(site));

            Process killed = interruptedAtWork(site);
            killed.destroyForcibly().waitFor();
            assertThat(names(site)).isNotEmpty();
            beginARunOfTheDayAfter(site);

            assertNothingIsLeft(site);
        }
    }

    private void beginARunOfTheDayAfter(Site site) {
        Path file = Cli.on(site, folder).file();
        Map<String, String> effective = Configuration.load(file).effective();
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(25));
        try (var line = new BitmovinLine(effective, file)) {
            var installation = new Installation(effective);
            Ledger ledger = new Ledgers(installation.settings(), site.s3(), later).ledger();
            try (var doctor = new LiveDoctor(
                    installation,
                    site.s3(),
                    ledger,
                    () -> false,
                    line::bitmovin,
                    Optional.empty(),
                    null,
                    Duration.ZERO,
                    later)) {
                assertThatThrownBy(() -> doctor.examine(first -> {
                            throw new CancellationException();
                        }))
                        .isInstanceOf(CancellationException.class);
            }
        }
    }

    @Test
    void whatAnotherRunHasUnderWayIsLeftAlone() throws Exception {
        try (Site site = Site.start(options -> options(World.NO_EVENTS, options))) {
            site.encoder().script(encoding -> true, Outcome.stuckRunning());
            Process other = interruptedAtWork(site);
            List<String> names = names(site);
            refuseStarts(site);

            Cli.on(site, folder).run("doctor", "--live", "--yes", "--patience", "1s");

            assertThat(names(site)).containsAll(names).isNotEmpty();
            assertThat(site.encoder().encodings())
                    .filteredOn(encoding -> encoding.startedCount() > 0)
                    .singleElement()
                    .matches(encoding -> !encoding.deleted())
                    .matches(encoding -> encoding.finishedAt() == null);
            assertThat(site.encoder().named(label(site), "configurations")).hasSize(1);
            other.destroy();
            await().atMost(SOON).untilAsserted(() -> assertNothingIsLeft(site));
        }
    }

    /** A run of which an encoding is started. */
    private Process interruptedAtWork(Site site) throws IOException {
        long before = starts(site);
        Process run = Cli.on(site, folder).start("doctor", "--live", "--yes");
        await().atMost(SOON).until(() -> starts(site) > before);
        return run;
    }

    private static long starts(Site site) {
        return site.encoder().encodings().stream()
                .filter(encoding -> encoding.startedCount() > 0)
                .count();
    }

    @Test
    void aJobThatIsAtWorkWhenTheRunGivesUpKeepsItsSourceAlsoFromTheNextRun() {
        try (Site site = Site.start()) {
            site.encoder().script(encoding -> true, Outcome.stuckRunning());
            Application application = site.startApplication(Map.of("watch.period", "5s"));
            try {
                await().atMost(SOON).until(() -> !site.names("_jobs/instances/").isEmpty());
                Cli.on(site, folder).run("doctor", "--live", "--yes", "--patience", "40s");
                List<String> left = names(site);

                assertThat(left).singleElement().asString().startsWith("in/transcoder-live-");
                assertThat(site.isOpen(left.get(0))).isTrue();
                Cli.on(site, folder).run("doctor", "--live", "--yes", "--patience", "1s");

                assertThat(names(site)).contains(left.get(0));
                assertThat(site.isOpen(left.get(0))).isTrue();
                assertThat(site.deadLetters()).isEmpty();
            } finally {
                application.close();
            }
        }
    }

    @Test
    void withoutAnAnswerNothingIsDone() {
        try (Site site = Site.start()) {
            Cli.Result result = Cli.on(site, folder).run("doctor", "--live");

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("under s3://mam-in/in/", "at most 0.1 minutes", "--yes");
            assertThat(names(site)).isEmpty();
            assertThat(site.encoder().calls()).isEmpty();
        }
    }

    @Test
    void aClipThatTheApplicationWouldTakeIsNotUploaded() {
        try (Site site = Site.start()) {
            Cli.Result result =
                    Cli.on(site, folder, Map.of("source.ignore", "*.xml")).run("doctor", "--live", "--yes");

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("source.ignore", "._*");
            assertThat(names(site)).isEmpty();
        }
    }

    @Test
    void itsOptionsGoWithItAlone() {
        try (Site site = Site.start()) {
            assertThat(Cli.on(site, folder).run("doctor", "--yes").exit()).isEqualTo(2);
        }
    }
}
