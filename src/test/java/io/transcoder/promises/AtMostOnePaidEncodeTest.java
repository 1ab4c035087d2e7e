package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.boot.Application;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 2: at most one paid encode per uploaded version that has not provably failed. */
class AtMostOnePaidEncodeTest extends RunningSite {
    private final List<String> events = new CopyOnWriteArrayList<>();

    @BeforeAll
    void recordEvents() {
        site.store().onObjectCreated(Site.SOURCES, events::add);
    }

    private String eventOf(String key) {
        String encoded = key.replace(" ", "+");
        return events.stream()
                .filter(event -> event.contains("\"" + encoded + "\""))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private long paid(String key) {
        return site.encodingsOf(key).stream()
                .mapToInt(Encoder.Encoding::startedCount)
                .sum();
    }

    private void encodedOnce(String key) {
        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(paid(key)).isEqualTo(1);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void duplicatesOfAnEventAtTheSameTimeCostOneEncode() {
        String key = "in/at-once.mxf";
        site.upload(key, "media");
        for (int i = 0; i < 7; i++) {
            site.queues().send(Site.EVENTS, eventOf(key));
        }

        encodedOnce(key);
    }

    @Test
    void aDuplicateWhileItEncodesAndOneAfterwardsCostNothing() {
        String key = "in/late.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> paid(key) == 1);

        site.queues().send(Site.EVENTS, eventOf(key));
        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        finish.complete(null);
        encodedOnce(key);
        site.queues().send(Site.EVENTS, eventOf(key));
        eventually(() -> site.queues().depth(Site.EVENTS) == 0);

        assertThat(paid(key)).isEqualTo(1);
    }

    @Test
    void twoInstancesShareTheWork() {
        String key = "in/shared.mxf";
        try (Application other = site.application(Map.of())) {
            other.start();
            site.upload(key, "media");
            for (int i = 0; i < 5; i++) {
                site.queues().send(Site.EVENTS, eventOf(key));
            }
            encodedOnce(key);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/encoding/encodings",
                "/encoding/encodings/*/streams",
                "/encoding/encodings/*/muxings/mp4",
                "/encoding/encodings/*/start"
            })
    void aReplyThatIsLostCostsNoSecondEncode(String call) {
        String key = "in/lost-reply" + call.replaceAll("[/*]", "-") + ".mxf";
        site.encoder().fault(Fault.on("POST", call).losingReply());
        site.upload(key, "media");

        encodedOnce(key);
        assertThat(startsPosted(key)).isEqualTo(1);
        assertThat(site.encoder().encodings().stream()
                        .filter(e -> e.name().equals(key.substring(3)))
                        .filter(e -> e.startedCount() == 0))
                .as("encodings built and never started are removed")
                .allMatch(Encoder.Encoding::deleted);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void aGatewayThatGivesUpOnTheStartAfterItHappenedCostsNoSecondEncode(int status) {
        String key = "in/gateway-" + status + ".mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .html(status, "<html>gateway</html>")
                        .afterProcessing());
        site.upload(key, "media");

        encodedOnce(key);
        assertThat(startsPosted(key)).isEqualTo(1);
    }

    @Test
    void anEncodingThatFailedBehindALostReplyIsNotStartedAgain() {
        String key = "in/failed-unseen.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.error(3021, "no such codec", RetryHint.NO_RETRY));
        site.encoder().fault(Fault.on("POST", "/encoding/encodings/*/start").losingReply());
        site.upload(key, "media");

        assertThat(attribute(deadLetter(), "kind")).isEqualTo("encoding-failed");
        settled(key);
        assertThat(paid(key)).isEqualTo(1);
    }

    @Test
    void tooManyRequestsIsWaitedForAsLongAsBitmovinSays() {
        String key = "in/rate-limited.mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings")
                        .answering(429, "{\"message\":\"rate limit exceeded\"}")
                        .header("x-ratelimit-reset", "1"));
        site.upload(key, "media");

        encodedOnce(key);
        assertThat(site.encodingsOf(key)).hasSize(1);
    }

    @Test
    void theEncodersAdviceToTryAgainGivesOneMoreEncodingAndNoThird() {
        String key = "in/advised.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.error(5000, "instance lost", RetryHint.RETRY));
        site.upload(key, "media");

        assertThat(attribute(deadLetter(), "kind")).isEqualTo("encoding-failed");
        settled(key);
        assertThat(paid(key)).isEqualTo(2);
        assertThat(site.records(key))
                .containsExactly(
                        "1.accepted", "1.claim", "1.end", "1.start", "2.accepted", "2.claim", "2.end", "2.start");
    }

    @Test
    void aFullQueueAtTheEncoderDelaysTheStart() {
        String key = "in/queue-full.mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .times(3)
                        .refusing(400, 8004, "queue limit reached"));
        site.upload(key, "media");

        encodedOnce(key);
        assertThat(site.encodingsOf(key)).hasSize(1);
    }

    @Test
    void aStartThatIsRefusedForGoodEndsTheAttemptAndIsADeadLetter() {
        String key = "in/start-refused.mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start").refusing(400, 2025, "configuration invalid"));
        site.upload(key, "media");

        assertThat(attribute(deadLetter(), "reason")).contains("configuration invalid");
        settled(key);
        assertThat(paid(key)).isZero();
        assertThat(site.encodingsOf(key)).allMatch(Encoder.Encoding::deleted);
        assertThat(site.records(key)).containsExactly("1.claim", "1.end", "1.start", "1.withdrawn");
    }
}
