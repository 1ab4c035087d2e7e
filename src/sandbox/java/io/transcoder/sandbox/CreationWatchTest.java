package io.transcoder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

class CreationWatchTest {
    private final List<ObjectCreated> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstWritten = new CountDownLatch(1);
    private final CountDownLatch anEventCame = new CountDownLatch(1);

    @Test
    void ofTwoWritesAtOnceTheOneThatStaysHasTheGreaterSequencer() throws Exception {
        CreationWatch watch = new CreationWatch(new LingersAfterTheFirst(new TransientNio2BlobStore()));
        watch.createContainer(CreateBucketRequest.builder().bucket("uploads").build());
        watch.watch("uploads", event -> {
            events.add(event);
            anEventCame.countDown();
        });

        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> put(watch, "first"));
        firstWritten.await();
        put(watch, "second");
        first.get(10, TimeUnit.SECONDS);

        String stays = watch.blobMetadata(
                        HeadObjectRequest.builder().bucket("uploads").key("k").build())
                .eTag()
                .replace("\"", "");
        assertThat(events).hasSize(2);
        assertThat(events.stream()
                        .max(Comparator.comparing(ObjectCreated::sequencer))
                        .orElseThrow()
                        .eTag())
                .isEqualTo(stays);
    }

    private static void put(CreationWatch watch, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        watch.putBlob(
                PutObjectRequest.builder()
                        .bucket("uploads")
                        .key("k")
                        .contentLength((long) bytes.length)
                        .build(),
                new ByteArrayInputStream(bytes));
    }

    /** Its first write has taken effect, but does not return before another's event or half a second. */
    private final class LingersAfterTheFirst extends ForwardingBlobStore {
        private final AtomicBoolean first = new AtomicBoolean(true);

        LingersAfterTheFirst(BlobStore store) {
            super(store);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
            var response = super.putBlob(request, payload);
            if (first.getAndSet(false)) {
                firstWritten.countDown();
                try {
                    anEventCame.await(500, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return response;
        }
    }
}
