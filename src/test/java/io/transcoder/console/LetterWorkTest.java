package io.transcoder.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Workbench;
import io.transcoder.config.Settings;
import io.transcoder.sandbox.SetClock;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class LetterWorkTest {
    @Test
    void anEmptyQueueThatCouldNotBeReadOnceIsReadAgain() {
        var clock = new SetClock(Instant.now());
        try (var site = Site.start();
                var sqs = Wiretap.start("sqs", site.queues().endpoint());
                var workbench = new Workbench(Settings.of(
                        site.effective(Map.of("aws.sqs.endpoint", sqs.endpoint().toString()))));
                var letters = new LetterWork(workbench, null, clock)) {
            sqs.onOperation("ReceiveMessage").always().answer(403, Map.of(), "");
            letters.seen();
            await().untilAsserted(() -> assertThat(letters.seen().fault()).isNotNull());

            sqs.heal();
            clock.passes(Duration.ofMinutes(1));

            await().untilAsserted(() -> assertThat(letters.seen().fault()).isNull());
        }
    }
}
