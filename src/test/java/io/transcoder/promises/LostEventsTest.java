package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.cli.Cli;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.upload.S3Events;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One upload, one job, whatever told of it first: its event was lost, so another one was sent for it, and S3's own comes after all.
 * Sources stay, so that a late event finds its upload.
 */
class LostEventsTest extends RunningSite {
    @TempDir
    private Path folder;

    @Override
    protected Map<String, String> overrides() {
        return Map.of("source.delete", "never");
    }

    @Test
    void aLateEventAfterOursPaysForNothing() {
        String key = "in/late.mxf";
        upload(key);

        assertThat(reconcile().exit()).isZero();
        settled(key);
        late(key, "0055AED6DCD90281E5");

        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(paid(key)).isEqualTo(1);
        assertThat(site.records(key)).contains("1.clean").doesNotContain("2.claim");
    }

    @Test
    void bothAtOncePayForOne() {
        String key = "in/at-once.mxf";
        upload(key);

        late(key, "0055AED6DCD90281E5");
        late(key, null);
        settled(key);

        assertThat(reconcile().exit()).isZero();
        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(paid(key)).isEqualTo(1);
    }

    @Test
    void oursAfterTheStoresOwnPaysForNothing() {
        String key = "in/ours-later.mxf";
        upload(key);
        application.close();
        try {
            site.queues().purge(Site.EVENTS);
            assertThat(reconcile().exit()).as("it is lost, and mended").isZero();
            assertThat(site.queues().depth(Site.EVENTS)).isEqualTo(1);
            late(key, "0055AED6DCD90281E5");
            assertThat(reconcile().err()).contains("may be among the 2 message(s)");
        } finally {
            application = site.startApplication(overrides());
        }

        settled(key);
        assertThat(paid(key)).isEqualTo(1);
    }

    @Test
    void whatWasClaimedAndNotStartedWhenItsInstanceDiedIsNotPaidTwice() {
        String key = "in/died.mxf";
        upload(key);
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start").always().refusing(500, 1004, "trouble"));
        late(key, "0055AED6DCD90281E5");
        eventually(() -> site.records(key).contains("1.claim"));
        application.close();
        site.queues().purge(Site.EVENTS);
        site.names("_jobs/open/").forEach(marker -> site.s3()
                .deleteObject(b -> b.bucket(Site.OUTPUTS).key(marker)));
        nextSecond();
        site.encoder().clearFaults();

        assertThat(reconcile().exit()).isZero();
        application = site.startApplication(overrides());
        late(key, "0055AED6DCD90281E5");

        settled(key);
        assertThat(paid(key)).isEqualTo(1);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
    }

    private void upload(String key) {
        site.uploadWithoutEvent(key, "media");
        nextSecond();
    }

    private void late(String key, String sequencer) {
        S3Events event = S3Events.put(Site.SOURCES, key);
        site.queues().send(Site.EVENTS, (sequencer == null ? event : event.sequencer(sequencer)).json());
    }

    private Cli.Result reconcile() {
        return Cli.on(site, folder, overrides()).run("reconcile", "--older-than", "0s", "--fix");
    }

    private int paid(String key) {
        return site.encodingsOf(key).stream()
                .mapToInt(Encoder.Encoding::startedCount)
                .sum();
    }
}
