package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class WorkbenchTest {
    @Test
    void whoAsksForADepthDoesNotWaitForSomebodyElseWhoAsksWhereTheQueueIs() {
        var answered = new CountDownLatch(1);
        try (var site = Site.start();
                var tap = Wiretap.start("sqs", site.queues().endpoint());
                var workbench = new Workbench(Settings.of(
                        site.effective(Map.of("aws.sqs.endpoint", tap.endpoint().toString()))))) {
            tap.onOperation("GetQueueUrl").nth(1).holdUntil(answered);
            var other = AtOnce.begin(workbench::deadLetters);
            await().until(() -> !tap.calls().isEmpty());

            assertThat(CompletableFuture.supplyAsync(() -> workbench.depth(Setting.QUEUE_DEAD_LETTERS)))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isEqualTo(Optional.of(new Workbench.Depth(0, 0)));

            answered.countDown();
            assertThat(other.get()).isNotNull();
        }
    }
}
