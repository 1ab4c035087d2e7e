package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.console.ConsoleOptions;
import io.transcoder.console.ConsoleWorld;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Owner;
import io.transcoder.ledger.s3.LedgerJson;
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

/**
 * A ledger with many ended jobs: what a command asks the store does not grow with it. Nothing runs; the records are put where the
 * application would have put them.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsOfALargeLedgerTest {
    /** With 2,000 records, so that a list of the whole ledger needs several pages, and a look at each job hundreds of requests. */
    private static final int JOBS = 400;

    private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");
    /** Requests of a command, whatever the ledger holds. */
    private static final int FEW = 15;

    private final S3EventReader events = new S3EventReader();
    private final ObjectMapper json = LedgerJson.mapper(events);

    private Site site;
    private Wiretap wire;
    private Cli cli;
    private Ledger ledger;

    @BeforeAll
    void fill(@TempDir Path folder) throws Exception {
        site = Site.start();
        ledger = new Ledger(
                site.s3(), Site.OUTPUTS, "_jobs/", new Owner(Site.SOURCES, Site.OUTPUTS), json, Clock.systemUTC());
        wire = Wiretap.start("s3", site.store().endpoint());
        cli = Cli.on(site, folder, Map.of("aws.s3.endpoint", wire.endpoint().toString()));
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
    }

    @AfterAll
    void stop() {
        wire.close();
        site.close();
    }

    @Test
    void aKeyIsShownByAFewRequests() {
        assertThat(shown("in/VX-123.mxf")).contains("in/VX-123.mxf", "cleaned");
    }

    @Test
    void aNameIsShownByAFewRequests() {
        assertThat(shown("VX-234.mxf")).contains("in/VX-234.mxf");
    }

    @Test
    void anIdIsShownByAFewRequests() {
        assertThat(shown(upload("in/VX-245.mxf").id())).contains("in/VX-245.mxf");
    }

    @Test
    void anUnknownKeyIsToldByAFewRequests() {
        assertThat(fewRequests("jobs", "show", "in/VX-999999.mxf").exit()).isEqualTo(1);
    }

    @Test
    void theOpenJobsAreListedWithoutTheEndedOnes() {
        assertThat(fewRequests("jobs", "list", "--json").lines()).isEmpty();
    }

    @Test
    void aNameWithoutItsExtensionIsShownByAFewRequests() {
        assertThat(shown("VX-23")).contains("in/VX-23.mxf").doesNotContain("VX-234");
    }

    @Test
    void anEncodingThatTheEncoderDoesNotKnowIsToldByAFewRequests() {
        Cli.Result show = fewRequests("jobs", "show", encodingOf("VX-150.mxf"));

        assertThat(show.exit()).isEqualTo(1);
        assertThat(show.err()).contains("the encoder does not say");
    }

    @Test
    void anUnknownNameIsToldByOneRequest() {
        assertThat(fewRequests("jobs", "show", "nowhere").exit()).isEqualTo(1);

        assertThat(wire.operations()).singleElement().asString().startsWith("LIST _jobs/names/");
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

    @Test
    void thePagesOfTheConsoleAreShownByAFewRequests() {
        var options = ConsoleOptions.local(true, "op");
        try (var console = ConsoleWorld.start(
                        site, Map.of("aws.s3.endpoint", wire.endpoint().toString()), options)
                .signIn()) {
            for (String page : List.of(
                    "/", "/uploads?q=VX-34", "/uploads/" + upload(key(45)).id())) {
                wire.forgetCalls();

                assertThat(console.get(page).statusCode()).isEqualTo(200);

                // those of the days of a month are asked for at once
                assertThat(wire.operations())
                        .as(page)
                        .filteredOn(operation -> !operation.startsWith("LIST _jobs/bills/"))
                        .isNotEmpty()
                        .hasSizeLessThan(FEW)
                        .doesNotContain("LIST _jobs/");
            }
        }
    }

    private String shown(String name) {
        Cli.Result show = fewRequests("jobs", "show", name);

        assertThat(show.exit()).as(show.err()).isZero();
        assertThat(show.err()).isEmpty();
        return show.out();
    }

    /** A list of the ledger would be one of its prefix alone. */
    private Cli.Result fewRequests(String... command) {
        wire.forgetCalls();
        Cli.Result result = cli.run(command);

        assertThat(wire.operations())
                .isNotEmpty()
                .hasSizeLessThan(FEW)
                .doesNotContain("LIST _jobs/")
                .noneMatch(operation -> operation.equals("LIST "));
        return result;
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
        ledger.open(upload, 1);
        ledger.close(new OpenMarker(upload.id(), 1, null));
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
                        null,
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
