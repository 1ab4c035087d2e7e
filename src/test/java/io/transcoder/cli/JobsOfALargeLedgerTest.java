package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.job.Claim;
import io.transcoder.job.End;
import io.transcoder.job.Ledger;
import io.transcoder.job.LedgerJson;
import io.transcoder.job.Output;
import io.transcoder.job.Source;
import io.transcoder.sandbox.Site;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** A ledger of months. Nothing runs; the records are put where the application would have put them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsOfALargeLedgerTest {
    private static final int JOBS = 5_000;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final S3EventReader events = new S3EventReader();
    private final ObjectMapper json = LedgerJson.mapper(events);

    private Site site;
    private Cli cli;

    @BeforeAll
    void fill(@TempDir Path folder) throws Exception {
        site = Site.start();
        cli = Cli.on(site, folder);
        var threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<?> done : IntStream.range(0, JOBS)
                    .mapToObj(i -> threads.submit(() -> putEnded(upload(key(i)))))
                    .toList()) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        // the first command of a process also loads the client
        assertThat(cli.run("jobs", "show", key(0)).exit()).isZero();
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
        assertThat(shownWithin(upload("in/VX-3456.mxf").id())).contains("in/VX-3456.mxf");
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
    void aNameThatOnlyASearchCouldFindSaysHowFarItLooked() {
        Cli.Result show = cli.run("jobs", "show", "nowhere");

        assertThat(show.exit()).isEqualTo(1);
        assertThat(show.err()).contains("looked through the newest 1000 of " + JOBS + " jobs");
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

    private Upload upload(String key) {
        return events.read(S3Events.put(Site.SOURCES, key).json()).uploads().get(0);
    }

    private void putEnded(Upload upload) {
        Instant at = Instant.parse("2026-11-24T06:00:00Z");
        var source = new Source(upload.eTag(), null, at, upload.size());
        var output = new Output("out/" + upload.name() + "_bitmovin.mp4", "mp4/1");
        put(upload, "claim", new Claim(upload, 1, "mp4", "enc-1", List.of(output), Map.of(), source, at, 0));
        put(upload, "start", Map.of("maker", "m", "at", at));
        put(upload, "end", End.finished("enc-1", at));
        put(upload, "clean", new Ledger.Note("deleted", at));
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
