package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.End;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Output;
import io.transcoder.ledger.Owner;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.ledger.s3.S3Ledger;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;

/** A ledger of months. Nothing runs; the records are put where the application would have put them. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsOfALargeLedgerTest {
    private static final int JOBS = 3_000;
    private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");
    /** A second, and room for a machine that does other things too; a list of the whole ledger is beyond it. */
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private final S3EventReader events = new S3EventReader();
    private final ObjectMapper json = LedgerJson.mapper(events);

    private Site site;
    private Cli cli;
    private Ledger ledger;

    private Path folder;

    @BeforeAll
    void fill(@TempDir Path temporary) throws Exception {
        folder = temporary;
        site = Site.start();
        ledger = new S3Ledger(
                site.s3(), Site.OUTPUTS, "_jobs/", new Owner(Site.SOURCES, Site.OUTPUTS), json, Clock.systemUTC());
        cli = Cli.on(site, folder);
        var threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<?> done : IntStream.range(0, JOBS)
                    .mapToObj(i -> threads.submit(() -> putAgainAndAgain(upload(key(i)))))
                    .toList()) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        // the first command of a process also loads the client
        Cli.Result first = cli.run("jobs", "show", key(0));
        assertThat(first.exit()).as(first.err()).isZero();
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void aKeyIsShownAtOnce() {
        assertThat(shownWithin("in/VX-1234.mxf")).contains("in/VX-1234.mxf", "cleaned");
    }

    @Test
    void aNameIsShownAtOnce() {
        assertThat(shownWithin("VX-2345.mxf")).contains("in/VX-2345.mxf");
    }

    @Test
    void anIdIsShownAtOnce() {
        assertThat(shownWithin(upload("in/VX-2456.mxf").id())).contains("in/VX-2456.mxf");
    }

    @Test
    void anUnknownKeyIsToldAtOnce() {
        Instant start = Instant.now();

        assertThat(cli.run("jobs", "show", "in/VX-999999.mxf").exit()).isEqualTo(1);

        assertThat(Duration.between(start, Instant.now())).isLessThan(LIMIT);
    }

    @Test
    void theOpenJobsAreListedWithoutTheEndedOnes() {
        Instant start = Instant.now();

        assertThat(cli.run("jobs", "list", "--json").lines()).isEmpty();

        assertThat(Duration.between(start, Instant.now())).isLessThan(LIMIT);
    }

    @Test
    void aNameWithoutItsExtensionIsShownAtOnce() {
        assertThat(shownWithin("VX-234")).contains("in/VX-234.mxf").doesNotContain("VX-2345");
    }

    @Test
    void anEncodingIsShownAtOnce() {
        assertThat(shownWithin(encodingOf("VX-1500.mxf"))).contains("in/VX-1500.mxf");
    }

    @Test
    void anUnknownNameIsToldAtOnceAndCostsNoListOfTheLedger() {
        try (Wiretap tap = Wiretap.start("s3", site.store().endpoint())) {
            var tapped = Cli.on(
                    site, folder, Map.of("aws.s3.endpoint", tap.endpoint().toString()));
            Instant start = Instant.now();

            assertThat(tapped.run("jobs", "show", "nowhere").exit()).isEqualTo(1);

            assertThat(Duration.between(start, Instant.now())).isLessThan(LIMIT);
            assertThat(tap.operations()).singleElement().asString().startsWith("LIST _jobs/names/");
        }
    }

    @Test
    void theRequestsForANameAreFewHoweverManyJobsThereAre() {
        try (Wiretap tap = Wiretap.start("s3", site.store().endpoint())) {
            var tapped = Cli.on(
                    site, folder, Map.of("aws.s3.endpoint", tap.endpoint().toString()));

            assertThat(tapped.run("jobs", "show", "VX-777").exit()).isZero();

            assertThat(tap.operations()).hasSizeLessThan(15);
        }
    }

    @Test
    void ofAFewJobsOfOneNameTheNewestIsShownAndTheOthersAreNamed() {
        putEnded(upload("in/a/clip.part.mov"));
        putEnded(upload("in/b/clip.part.mov"));
        putEnded(upload("in/b/clip.other.mov"));

        Cli.Result show = cli.run("jobs", "show", "clip.part");

        assertThat(show.out()).contains("clip.part.mov").doesNotContain("clip.other");
        assertThat(show.err()).contains("Also of that name: in/").doesNotContain("clip.other");
        assertThat(cli.run("jobs", "show", "in/b/clip.other").out()).contains("in/b/clip.other.mov");
    }

    @Test
    void manyJobsOfOneNameAreNotAllRead() {
        for (int i = 0; i < 103; i++) {
            putEnded(upload("in/" + i + "/same.mxf"));
        }

        Cli.Result show = cli.run("jobs", "show", "same");

        assertThat(show.exit()).isZero();
        assertThat(show.err()).contains("Only the newest 100 jobs of that name", "and 89 more");
    }

    private String shownWithin(String name) {
        Instant start = Instant.now();
        Cli.Result show = cli.run("jobs", "show", name);
        Duration took = Duration.between(start, Instant.now());

        assertThat(show.exit()).as(show.err()).isZero();
        assertThat(show.err()).isEmpty();
        assertThat(took).isLessThan(LIMIT);
        return show.out();
    }

    private static String key(int number) {
        return "in/VX-" + number + ".mxf";
    }

    private static String encodingOf(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Upload upload(String key) {
        Upload upload =
                events.read(S3Events.put(Site.SOURCES, key).json()).uploads().get(0);
        return upload.seenAs(new Source(upload.eTag(), null, AT, upload.size()));
    }

    /** The store closes some connections while it is filled. */
    private void putAgainAndAgain(Upload upload) {
        for (int tries = 1; ; tries++) {
            try {
                putEnded(upload);
                return;
            } catch (SdkClientException e) {
                if (tries == 20) {
                    throw e;
                }
            }
        }
    }

    private void putEnded(Upload upload) {
        var output = new Output("out/" + upload.name() + "_bitmovin.mp4", "mp4/1");
        String encodingId = encodingOf(upload.name());
        ledger.name(upload, encodingId);
        put(
                upload,
                "claim",
                new Claim(
                        upload.id(),
                        upload,
                        1,
                        "mp4",
                        encodingId,
                        List.of(output),
                        Map.of(),
                        upload.source(),
                        AT,
                        0,
                        List.of(),
                        null));
        put(upload, "start", Map.of("maker", "m", "at", AT));
        put(upload, "end", End.finished(encodingId, null, "FINISHED", List.of(), AT));
        put(upload, "clean", new Ledger.Note("deleted", AT));
    }

    private void put(Upload upload, String part, Object record) {
        String key = "_jobs/" + upload.id() + "/1." + part;
        try {
            site.s3()
                    .putObject(
                            b -> b.bucket(Site.OUTPUTS).key(key),
                            RequestBody.fromBytes(json.writeValueAsBytes(record)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
