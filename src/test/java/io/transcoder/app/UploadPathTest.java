package io.transcoder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UploadPathTest {
    private Site site;
    private Application application;

    @BeforeEach
    void start() {
        site = Site.start();
        application = site.startApplication();
    }

    @AfterEach
    void stop() {
        application.close();
        site.close();
    }

    @Test
    void anUploadBecomesAnOutputAndItsSourceGoes() {
        site.upload("in/VX-7.mxf", "media");

        await().atMost(Duration.ofSeconds(20)).until(() -> site.exists(Site.OUTPUTS, "out/VX-7.mxf_bitmovin.mp4"));
        await().atMost(Duration.ofSeconds(20)).until(() -> !site.exists(Site.SOURCES, "in/VX-7.mxf"));
        assertThat(site.encoder().encodings()).hasSize(1);
    }
}
