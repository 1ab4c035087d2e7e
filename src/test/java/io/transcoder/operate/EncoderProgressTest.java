package io.transcoder.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.SetClock;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class EncoderProgressTest {
    @Test
    void whatWaitsForASlowAnswerIsAskedForOnce() {
        var clock = new SetClock(Instant.now());
        var answered = new CountDownLatch(1);
        try (var site = Site.start();
                var tap = Wiretap.start("bitmovin", URI.create(site.settings().get("bitmovin.url")));
                var encoder = new EncoderWord(
                        site.effective(Map.of("bitmovin.url", tap.endpoint().toString(), "bitmovin.timeout", "60s")),
                        Path.of("application.properties"));
                var progress = new EncoderProgress(encoder, clock)) {
            tap.on(request -> true).nth(1).holdUntil(answered);
            for (int look = 0; look < 4; look++) {
                progress.of(List.of("enc-a", "enc-b"));
                clock.passes(Duration.ofSeconds(16));
            }
            progress.of(List.of("enc-last"));
            answered.countDown();

            await().until(() -> asked(tap, "enc-last") == 1);
            assertThat(asked(tap, "enc-a")).isEqualTo(1);
            assertThat(asked(tap, "enc-b")).isEqualTo(1);

            progress.of(List.of("enc-b"));
            await().until(() -> asked(tap, "enc-b") == 2);
        }
    }

    @Test
    void anAnswerThatTookLongerThanOthersAreRememberedIsKept() {
        var clock = new SetClock(Instant.now());
        var answered = new CountDownLatch(1);
        try (var site = Site.start();
                var tap = Wiretap.start("bitmovin", URI.create(site.settings().get("bitmovin.url")));
                var encoder = new EncoderWord(
                        site.effective(Map.of("bitmovin.url", tap.endpoint().toString(), "bitmovin.timeout", "60s")),
                        Path.of("application.properties"));
                var progress = new EncoderProgress(encoder, clock)) {
            tap.on(request -> true).nth(1).holdUntil(answered);
            tap.on(request -> true).always().answer(200, Map.of("content-type", "application/json"), """
                    {"requestId": "r", "status": "SUCCESS", "data": {"result": {"status": "RUNNING", "progress": 42}}}
                    """);
            progress.of(List.of("enc-a"));
            clock.passes(Duration.ofMinutes(11));
            progress.of(List.of("enc-a"));
            answered.countDown();

            await().until(() -> progress.of(List.of("enc-a")).equals(Map.of("enc-a", 42)));
            assertThat(asked(tap, "enc-a")).isEqualTo(1);
        }
    }

    private static long asked(Wiretap tap, String encoding) {
        return tap.calls().stream()
                .filter(call -> call.toString().contains(encoding))
                .count();
    }
}
