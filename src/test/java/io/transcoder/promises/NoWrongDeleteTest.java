package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Outcome;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** Promise 3: no source is deleted before its output is verified, and never other bytes than those encoded. */
class NoWrongDeleteTest extends RunningSite {
    private String sourceContent(String key) {
        return site.s3().getObjectAsBytes(b -> b.bucket(Site.SOURCES).key(key)).asUtf8String();
    }

    @Test
    void theSourceStaysAsLongAsTheEncodingRuns() {
        String key = "in/running.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> statusCalls(key) > 2);

        assertThat(sourceContent(key)).isEqualTo("media");
        finish.complete(null);
        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
    }

    @Test
    void anOutputThatIsThereBeforeTheEncoderSaysFinishedCostsNoSource() {
        String key = "in/early-output.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> site.records(key).contains("1.start"));
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)), RequestBody.fromString("half"));
        long calls = statusCalls(key);
        eventually(() -> statusCalls(key) > calls + 2);

        assertThat(sourceContent(key)).isEqualTo("media");
        finish.complete(null);
        settled(key);
    }

    @Test
    void aNewerVersionUploadedDuringTheEncodeIsEncodedItselfAndNotDeletedForTheOlder() {
        String key = "in/again.mxf";
        var never = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(never), 1);
        site.upload(key, "older");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() == 1));

        site.upload(key, "newer");
        eventually(() -> site.encodingsOf(key).size() == 2);
        settled(key);

        assertThat(site.encodingsOf(key))
                .extracting(Encoder.Encoding::status)
                .containsExactlyInAnyOrder("CANCELED", "FINISHED");
        assertThat(site.records(key)).contains("1.stop", "1.clean");
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
        Encoder.Encoding last = site.encodingsOf(key).stream()
                .filter(e -> e.status().equals("FINISHED"))
                .findFirst()
                .orElseThrow();
        assertThat(site.s3()
                        .getObjectAsBytes(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)))
                        .asUtf8String())
                .contains(last.id());
    }

    @Test
    void theSameBytesUploadedOnceMoreAreAnotherUpload() {
        String key = "in/same-bytes.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish), 1);
        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() == 1));
        nextSecond();
        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).size() == 2);
        settled(key);

        assertThat(site.encodingsOf(key)).extracting(Encoder.Encoding::status).contains("FINISHED");
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
    }

    @Test
    void anOutputOfTheSameBytesByTheProfileAsItStillIsStaysUntilTheNewOneTakesItsPlace() {
        String key = "in/same-again.mxf";
        site.upload(key, "media");
        settled(key);
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish), 1);
        nextSecond();

        site.upload(key, "media");

        eventually(() -> site.encodingsOf(key).stream()
                        .filter(e -> e.startedCount() == 1)
                        .count()
                == 2);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        finish.complete(null);
        settled(key);
    }

    @Test
    void aStaleOutputOfAnEarlierRunIsRemovedBeforeTheStart() {
        String key = "in/stale.mxf";
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)), RequestBody.fromString("from last week"));
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() == 1));

        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isFalse();
        finish.complete(null);
        settled(key);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
    }

    @Test
    void anOutputThatTheMamTookAtOnceCountsAsVerified() {
        String key = "in/taken.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.store().onObjectCreated(Site.OUTPUTS, event -> {
            if (event.contains("taken.mxf_bitmovin.mp4")) {
                site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)));
            }
        });
        site.upload(key, "media");
        finish.complete(null);
        settled(key);

        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.records(key)).containsExactly("1.accepted", "1.claim", "1.clean", "1.end", "1.start");
    }

    @Test
    void aSourceThatTheMamDeletedItselfIsFine() {
        String key = "in/mam-cleans.mxf";
        site.store().onObjectCreated(Site.OUTPUTS, event -> {
            if (event.contains("mam-cleans.mxf_bitmovin.mp4")) {
                site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key));
            }
        });
        site.upload(key, "media");
        eventually(() -> site.records(key).contains("1.clean"));

        settled(key);
        assertThat(site.record(key, "1.clean")).contains("was gone already");
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    private long statusCalls(String key) {
        return site.encodingsOf(key).stream()
                .mapToLong(e -> site.encoder().calls().stream()
                        .filter(call -> call.path().endsWith(e.id() + "/status"))
                        .count())
                .sum();
    }
}
