package io.transcoder.setup.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.boot.Ledgers;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Settings;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The ledger tells how far the upload is, and nothing of it is left. */
@Tag("slow")
class LiveUploadTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration HURRY = Duration.ofSeconds(2);
    private static final String KEY = "in/transcoder-live-1.mp4";

    private final Site site = Site.start();

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void theRunningApplicationTakesIt() {
        Application application = site.startApplication();
        try {
            LiveUpload upload = put();

            await().atMost(SOON).until(() -> upload.progress().isCleaned());

            LiveUpload.Progress progress = upload.progress();
            assertThat(progress.isFinished()).isTrue();
            assertThat(progress.untilAnnounced())
                    .hasValueSatisfying(time -> assertThat(time).isBetween(Duration.ofSeconds(-1), SOON));
            assertThat(progress.until(Part.START)).isPresent();
            assertThat(site.names("out/")).containsExactly("out/transcoder-live-1.mp4_bitmovin.mp4");

            upload.remove();

            assertThat(site.names("out/")).isEmpty();
        } finally {
            application.close();
        }
    }

    @Test
    void whatNobodyTakesIsLeftOutLater() {
        LiveUpload upload = put();
        assertThat(upload.progress().isTaken()).isFalse();

        upload.remove();

        Application application = site.startApplication();
        try {
            await().atMost(SOON).until(() -> site.queues().depth(Site.EVENTS) == 0);
        } finally {
            application.close();
        }
        assertThat(site.deadLetters()).isEmpty();
        assertThat(site.encoder().encodings()).isEmpty();
        assertThat(upload.progress().isTaken()).isFalse();
    }

    @Test
    void aClipMayTakeLongerThanAnAnswer() {
        try (Wiretap wire = Wiretap.start("s3", site.store().endpoint());
                S3Client s3 = hurried(wire.endpoint())) {
            wire.on(request -> request.method().equals("PUT")).always().delay(HURRY.multipliedBy(2));

            LiveUpload upload = LiveUpload.put(s3, ledger(), Site.SOURCES, Site.OUTPUTS, KEY, LiveUpload.clip());

            assertThat(upload.upload().size()).isPositive();
        }
    }

    private static S3Client hurried(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(o -> o.apiCallAttemptTimeout(HURRY))
                .build();
    }

    private LiveUpload put() {
        return LiveUpload.put(site.s3(), ledger(), Site.SOURCES, Site.OUTPUTS, KEY, LiveUpload.clip());
    }

    private Ledger ledger() {
        var settings = new HashMap<>(EffectiveProperties.read(Path.of("application.properties")));
        settings.putAll(site.settings());
        return new Ledgers(Settings.of(settings), site.s3(), Clock.systemUTC()).ledger();
    }
}
