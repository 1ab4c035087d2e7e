package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Gateway;
import io.transcoder.sandbox.encoder.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** What can't be undone, a second payment, a delete, a failure for good, rests on more than one answer. */
class OneAnswerIsNoProofTest extends RunningSite {
    @Test
    void aProxysPageForAStatusIsNoLostEncoding() {
        String key = "in/nginx.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> paid(key) == 1);
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status")
                        .times(12)
                        .html(404, "<h1>404 Not Found</h1>nginx"));
        long asked = statusCalls(key);
        await().atMost(Duration.ofSeconds(60)).until(() -> statusCalls(key) > asked + 12);
        finish.complete(null);

        encodedOnce(key);
    }

    @Test
    void manyEncodingsThatBitmovinDeniesAtOnceAreAKeyOfSomebodyElse() {
        List<String> keys =
                IntStream.range(0, 8).mapToObj(i -> "in/denied-" + i + ".mxf").toList();
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> keys.contains(e.sourceKey()), Outcome.finishesAfter(finish));
        keys.forEach(key -> site.upload(key, "media"));
        await().atMost(Duration.ofSeconds(60)).until(() -> keys.stream().allMatch(key -> paid(key) == 1));
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status")
                        .always()
                        .refusing(404, 1001, "no such encoding"));
        long asked = statusCalls(keys.get(0));
        await().atMost(Duration.ofSeconds(60)).until(() -> statusCalls(keys.get(0)) > asked + 12);
        site.encoder().clearFaults();
        finish.complete(null);

        keys.forEach(this::encodedOnce);
    }

    @Test
    void denialsWithAStatusInBetweenAreNoLostEncodingHoweverMany() {
        String key = "in/hiccups.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> paid(key) == 1);
        for (int hiccup = 0; hiccup < 3; hiccup++) {
            site.encoder()
                    .fault(Fault.on("GET", "/encoding/encodings/*/status")
                            .times(2)
                            .refusing(404, 1001, "no such encoding"));
            long asked = statusCalls(key);
            eventually(() -> statusCalls(key) >= asked + 5);
        }
        finish.complete(null);

        encodedOnce(key);
    }

    @Test
    void anErrorThatTheNextAnswerDoesNotConfirmEndsNothing() {
        String key = "in/no-error.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> paid(key) == 1);
        site.encoder().fault(Gateway.staleStatus(site.encodingsOf(key).get(0).id(), "ERROR"));
        long asked = statusCalls(key);
        eventually(() -> statusCalls(key) > asked + 2);
        finish.complete(null);

        encodedOnce(key);
    }

    @Test
    void encodingsThatAKeyDoesNotKnowWhichKnowsTheInputNeitherWaitAlsoWhereItPostsTheStart() {
        String key = "in/other-key.mxf";
        String startedByIt = "in/started-by-other-key.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> paid(key) == 1);
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status")
                        .always()
                        .refusing(404, 1001, "no such encoding"));
        site.encoder().fault(Fault.on("GET", "/encoding/inputs/*/type").always().refusing(404, 1001, "no such input"));
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .always()
                        .refusing(404, 1001, "no such encoding"));
        site.upload(startedByIt, "media");
        long asked = statusCalls(key);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> statusCalls(key) > asked + 15 && statusCalls(startedByIt) > 15);
        assertThat(site.records(key)).doesNotContain("1.end");
        assertThat(site.records(startedByIt)).containsExactly("1.claim", "1.start");
        site.encoder().clearFaults();
        finish.complete(null);

        encodedOnce(key);
        encodedOnce(startedByIt);
    }

    @Test
    void aLostEncodingIsADeadLetterAndNotPaidAgainByItself() {
        String key = "in/lost.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.stuckQueued());
        site.upload(key, "media");
        eventually(() -> paid(key) == 1);
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status")
                        .always()
                        .refusing(404, 1001, "no such encoding"));

        await().atMost(Duration.ofSeconds(60)).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);

        assertThat(attribute(deadLetter(), "kind")).isEqualTo("lost");
        assertThat(paid(key)).isEqualTo(1);
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    @Test
    void aFinishedEncodingWhoseRecordIsGoneIsVerifiedByItsOutputAndKeepsItsSource() {
        String key = "in/record-gone.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> paid(key) == 1);
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status")
                        .always()
                        .refusing(404, 1001, "no such encoding"));
        finish.complete(null);

        await().atMost(Duration.ofSeconds(60)).until(() -> site.records(key).contains("1.clean") && !site.isOpen(key));

        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(paid(key)).isEqualTo(1);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aStatusThatLagsBehindAnAcceptedStartIsWaitedOut() {
        String key = "in/stale-status.mxf";
        site.encoder()
                .fault(
                        Fault.on("GET", "/encoding/encodings/*/status")
                                .times(16)
                                .answering(
                                        200,
                                        "{\"requestId\":\"r\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"status\":\"CREATED\",\"progress\":0}}}"));
        site.upload(key, "media");

        encodedOnce(key);
        assertThat(startsPosted(key)).isEqualTo(1);
    }

    @Test
    void aStartWhoseReplyIsLostWhileTheStatusLagsIsNotPaidTwice() {
        String key = "in/stale-and-lost.mxf";
        site.encoder().fault(Fault.on("POST", "/encoding/encodings/*/start").losingReply());
        site.encoder()
                .fault(
                        Fault.on("GET", "/encoding/encodings/*/status")
                                .times(10)
                                .answering(
                                        200,
                                        "{\"requestId\":\"r\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"status\":\"CREATED\",\"progress\":0}}}"));
        site.upload(key, "media");

        encodedOnce(key);
    }

    @Test
    void anOutputThatTheMamTookWhileTheEncoderDoesNotSayItsSizeIsNoFailure() {
        String key = "in/taken-and-404.mxf";
        site.store().onObjectCreated(Site.OUTPUTS, event -> {
            if (event.contains("taken-and-404.mxf_bitmovin.mp4")) {
                site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)));
            }
        });
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/muxings/mp4/*/information")
                        .refusing(404, 1001, "no such information"));
        site.upload(key, "media");

        settled(key);
        assertThat(site.records(key)).contains("1.clean");
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aSearchThatFindsAnotherJobsEncodingDeletesNothingOfIt() {
        String other = "in/others.mxf";
        String key = "in/searching.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .always()
                        .refusing(400, 8004, "queue limit reached"));
        site.upload(other, "media");
        eventually(() -> site.records(other).contains("1.claim"));
        String others = site.encodingsOf(other).get(0).id();
        site.encoder().fault(Fault.on("POST", "/encoding/encodings").losingReply());
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings")
                        .answering(
                                200,
                                "{\"requestId\":\"r\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"offset\":0,\"limit\":100,\"items\":[{\"id\":\""
                                        + others + "\",\"status\":\"CREATED\",\"labels\":[\"job-of-somebody\"]}]}}}"));
        site.upload(key, "media");
        eventually(() -> site.records(key).contains("1.claim"));

        assertThat(site.encodingsOf(other)).noneMatch(Encoder.Encoding::deleted);
        site.encoder().clearFaults();
        finish.complete(null);
        settled(other);
        settled(key);
    }

    @Test
    void anOutputThatIsNotWhatTheEncoderWroteCostsNoSource() {
        String key = "in/overwritten.mxf";
        site.store().onObjectCreated(Site.OUTPUTS, event -> {
            if (event.contains("overwritten.mxf_bitmovin.mp4") && !event.contains("\"size\":3")) {
                site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)), RequestBody.fromString("abc"));
            }
        });
        site.upload(key, "media");

        await().atMost(Duration.ofSeconds(60)).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);

        assertThat(attribute(deadLetter(), "kind")).isEqualTo("output-differs");
        assertThat(attribute(deadLetter(), "reason")).contains("has 3 bytes");
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
    }

    @Test
    void whatAFailedEncodingHasWrittenIsNotLeftForTheMam() {
        String key = "in/partial.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.transferError());
        site.encoder()
                .fault(
                        Fault.on("GET", "/encoding/encodings/*/status")
                                .times(2)
                                .answering(
                                        200,
                                        "{\"requestId\":\"r\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"status\":\"RUNNING\",\"progress\":90}}}"));
        site.upload(key, "media");
        eventually(() -> paid(key) == 1);
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)), RequestBody.fromString("half"));

        assertThat(attribute(deadLetter(), "kind")).isEqualTo("encoding-failed");
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isFalse();
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    private void encodedOnce(String key) {
        await().atMost(Duration.ofSeconds(60)).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(paid(key)).isEqualTo(1);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    private long paid(String key) {
        return site.encodingsOf(key).stream()
                .mapToInt(Encoder.Encoding::startedCount)
                .sum();
    }

    private long statusCalls(String key) {
        return callsTo(key, "/status");
    }
}
