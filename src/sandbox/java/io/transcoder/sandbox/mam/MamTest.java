package io.transcoder.sandbox.mam;

import static io.transcoder.sandbox.mam.MamJob.State.ABORTED;
import static io.transcoder.sandbox.mam.MamJob.State.FAILED_TOTAL;
import static io.transcoder.sandbox.mam.MamJob.State.FINISHED;
import static io.transcoder.sandbox.mam.MamJob.State.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Ffmpeg;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.mam.MamOptions.Matching;
import io.transcoder.sandbox.mam.MamOptions.NamePrefix;
import io.transcoder.sandbox.mam.MamOptions.SourceDeletion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** The test plays the encoder. */
@Tag("slow")
@TestInstance(Lifecycle.PER_CLASS)
class MamTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final Ffmpeg ffmpeg = new Ffmpeg();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<String> progress = new CopyOnWriteArrayList<>();

    private SandboxStore store;
    private Path clip;
    private Path encoded;
    private MamOptions options;

    @TempDir
    Path folder;

    @BeforeAll
    void makeTheFiles(@TempDir Path media) {
        clip = XdcamClip.small().write(ffmpeg, media.resolve("source.mxf"));
        encoded = media.resolve("encoded.mp4");
        Ffmpeg.Result result = ffmpeg.run(List.of(
                "-i",
                "file:" + clip,
                "-map",
                "0:v",
                "-map",
                "0:a:0",
                "-vf",
                "bwdif",
                "-c:v",
                "libx264",
                "-pix_fmt",
                "yuv420p",
                "-movflags",
                "+faststart",
                "-c:a",
                "aac",
                "file:" + encoded));
        assertThat(result.succeeded()).as("%s", result.lines()).isTrue();
    }

    @BeforeEach
    void startTheStore() {
        store = SandboxStore.start();
        store.onObjectCreated("source", events::add);
        store.createBucket("source");
        store.createBucket("output");
        events.clear();
        progress.clear();
        options = MamOptions.of("source", "output")
                .withLooks(2, Duration.ofMillis(50))
                .withTimeout(SOON);
    }

    @AfterEach
    void stopTheStore() throws Exception {
        try {
            for (AutoCloseable closeable : open) {
                closeable.close();
            }
        } finally {
            open.clear();
            store.close();
        }
    }

    @Test
    void aJobUploadsItsSourceAndTakesTheResult() throws IOException {
        MamJob job = mam(options.withSourceDeletion(SourceDeletion.NEVER)).transcode(clip, "VX-7.mxf");
        awaitUpload("in/VX-7.mxf");
        assertThat(job.state()).isEqualTo(STARTED);

        put("out/VX-7.mxf_bitmovin.mp4", encoded);
        job.await(SOON);

        assertThat(job.state()).isEqualTo(FINISHED);
        assertThat(job.failure()).isEmpty();
        assertThat(job.resultKey()).contains("out/VX-7.mxf_bitmovin.mp4");
        assertThat(Files.mismatch(job.result().orElseThrow(), encoded)).isEqualTo(-1);
        assertThat(job.media().orElseThrow().videos().get(0).codec()).isEqualTo("h264");
        assertThat(job.steps())
                .extracting(MamJob.Step::description)
                .satisfiesExactly(
                        step -> assertThat(step).matches("uploaded source/in/VX-7.mxf, [\\d.]+ MB in 1 part"),
                        step -> assertThat(step)
                                .isEqualTo("waiting for \\QVX-7\\E(?:\\D.*)?_bitmovin\\.mp4 in output/out/"),
                        step -> assertThat(step).startsWith("found output/out/VX-7.mxf_bitmovin.mp4"),
                        step -> assertThat(step).startsWith("fetched"),
                        step -> assertThat(step).startsWith("FINISHED: 2.0"));
        assertThat(job.steps()).isSortedAccordingTo((a, b) -> a.after().compareTo(b.after()));
        assertThat(progress).hasSize(5).allMatch(line -> line.contains("VX-1 VX-7.mxf: "));
    }

    @Test
    void aMasterIsUploadedInPartsAndArrivesWhole() throws IOException {
        Path master = XdcamClip.hd().write(ffmpeg, folder.resolve("master.mxf"));

        MamJob job = mam(options).transcode(master, "VX-8.mxf");
        awaitUpload("in/VX-8.mxf");

        assertThat(events).singleElement().asString().contains("ObjectCreated:CompleteMultipartUpload");
        Path arrived = folder.resolve("arrived.mxf");
        store.client().getObject(r -> r.bucket("source").key("in/VX-8.mxf"), arrived);
        assertThat(Files.mismatch(arrived, master)).isEqualTo(-1);
        await().atMost(SOON).untilAsserted(() -> assertThat(job.steps()).isNotEmpty());
        assertThat(job.steps().get(0).description()).endsWith("in 5 parts");
    }

    @Test
    void evenAnEmptySourceIsOneMultipartUpload() throws IOException {
        mam(options).transcode(Files.createFile(folder.resolve("empty")), "VX-9.mxf");

        awaitUpload("in/VX-9.mxf");

        assertThat(events).singleElement().asString().contains("ObjectCreated:CompleteMultipartUpload");
    }

    @ParameterizedTest
    @CsvSource({
        "WITH_EXTENSION, MATCHES",
        "WITH_EXTENSION, FIND",
        "WITHOUT_EXTENSION, MATCHES",
        "WITHOUT_EXTENSION, FIND"
    })
    void aJobDoesNotTakeTheResultOfALongerNumber(NamePrefix prefix, Matching matching) {
        MamOptions either = options.withNamePrefix(prefix).withMatching(matching);
        put("out/VX-100.mxf_bitmovin.mp4", encoded);

        MamJob ten = mam(either.withTimeout(SHORT)).transcode(clip, "VX-10.mxf").await(SOON);
        MamJob hundred = mam(either).transcode(clip, "VX-100.mxf").await(SOON);

        assertThat(hundred.state()).isEqualTo(FINISHED);
        assertThat(ten.state()).isEqualTo(FAILED_TOTAL);
        assertThat(ten.resultKey()).isEmpty();
    }

    @Test
    void withACarelessPatternAJobTakesTheResultOfALongerNumber() {
        put("out/VX-100.mxf_bitmovin.mp4", encoded);

        MamJob ten = mam(options.withRegex(".*\\.mp4")).transcode(clip, "VX-10.mxf");

        assertThat(ten.await(SOON).resultKey()).contains("out/VX-100.mxf_bitmovin.mp4");
    }

    @Test
    void aResultThatIsNoMediaFailsTheJob() {
        put("out/VX-11.mxf_bitmovin.mp4", RequestBody.fromString("Internal Server Error"));

        MamJob job = mam(options).transcode(clip, "VX-11.mxf").await(SOON);

        assertThat(job.state()).isEqualTo(FAILED_TOTAL);
        assertThat(job.failure().orElseThrow()).contains("out/VX-11.mxf_bitmovin.mp4", "no usable media");
        assertThat(job.result()).isEmpty();
        assertThat(job.media()).isEmpty();
        assertThat(keys("source")).containsExactly("in/VX-11.mxf");
    }

    @Test
    void aResultThatIsEmptyFailsTheJob() {
        put("out/VX-12.mxf_bitmovin.mp4", RequestBody.empty());

        assertThat(mam(options).transcode(clip, "VX-12.mxf").await(SOON).state())
                .isEqualTo(FAILED_TOTAL);
    }

    @Test
    void aResultThatIsCutShortFailsTheJob() throws IOException {
        byte[] whole = Files.readAllBytes(encoded);
        put("out/VX-30.mxf_bitmovin.mp4", RequestBody.fromBytes(Arrays.copyOf(whole, whole.length * 2 / 3)));

        MamJob job = mam(options).transcode(clip, "VX-30.mxf").await(SOON);

        assertThat(job.state()).isEqualTo(FAILED_TOTAL);
        assertThat(job.failure().orElseThrow()).contains("damaged");
    }

    @Test
    void withoutAResultTheJobFailsAfterItsTimeoutAndSaysWhatItWaitedFor() {
        MamJob job =
                mam(options.withTimeout(SHORT)).transcode(clip, "VX-13.mxf").await(SOON);

        assertThat(job.state()).isEqualTo(FAILED_TOTAL);
        assertThat(job.failure())
                .contains("no file that matches \\QVX-13\\E(?:\\D.*)?_bitmovin\\.mp4 in output/out/ within 0.4 s");
        MamJob.Step end = job.steps().get(job.steps().size() - 1);
        assertThat(end.after()).isBetween(SHORT, SOON);
    }

    @Test
    void aResultUnderAnotherPrefixIsNotSeen() {
        put("elsewhere/VX-14.mxf_bitmovin.mp4", encoded);
        put("VX-14.mxf_bitmovin.mp4", encoded);

        MamJob job = mam(options.withTimeout(SHORT)).transcode(clip, "VX-14.mxf");

        assertThat(job.await(SOON).state()).isEqualTo(FAILED_TOTAL);
    }

    @Test
    void theSourceItselfIsNotTakenForTheResult() {
        MamOptions oneFolder = MamOptions.of("source", "source")
                .withPrefixes("", "")
                .withLooks(1, Duration.ofMillis(50))
                .withTimeout(SHORT);

        MamJob job = mam(oneFolder).transcode(encoded, "VX-15.mp4");

        assertThat(job.await(SOON).state()).isEqualTo(FAILED_TOTAL);
    }

    @Test
    void aSubFolderIsKept() {
        put("out/VX-473/32.mxf_bitmovin.mp4", encoded);
        put("out/32.mxf_bitmovin.mp4", encoded);
        MamJob job = mam(options).transcode(clip, "VX-472/32.mxf");
        awaitUpload("in/VX-472/32.mxf");

        put("out/VX-472/32.mxf_bitmovin.mp4", encoded);

        assertThat(job.await(SOON).resultKey()).contains("out/VX-472/32.mxf_bitmovin.mp4");
    }

    @Test
    void aResultLeftByAnEarlierRunIsTakenAtOnceThoughItIsStale() {
        put("out/VX-16.mxf_bitmovin.mp4", encoded);

        MamJob job = mam(options).transcode(clip, "VX-16.mxf").await(SOON);

        assertThat(job.state()).isEqualTo(FINISHED);
        assertThat(job.resultKey()).contains("out/VX-16.mxf_bitmovin.mp4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two  spaces and +plus+.mxf",
                "it's \"final\".mxf",
                "take[x]{1}(2).mxf",
                "$HOME ${body} {{key}} $1.mxf",
                "\uD83C\uDFAC Zürich – 東京.mxf",
                "100%25 %2F &a=b;c#d?e.mxf",
                "back\\slash \\E.*\\Q.mxf",
                "no extension"
            })
    void anOddNameIsUploadedAndFoundAsItIs(String name) {
        for (NamePrefix prefix : NamePrefix.values()) {
            for (Matching matching : Matching.values()) {
                MamOptions odd = options.withNamePrefix(prefix)
                        .withMatching(matching)
                        .withLooks(1, Duration.ofMillis(50))
                        .withSourceDeletion(SourceDeletion.NEVER)
                        .deletingResults(true);
                put("out/" + name + "_bitmovin.mp4", encoded);

                MamJob job = mam(odd).transcode(clip, name).await(SOON);

                assertThat(job.state()).as("%s %s: %s", prefix, matching, job).isEqualTo(FINISHED);
                assertThat(keys("source")).containsExactly("in/" + name);
                assertThat(keys("output")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SourceDeletion.class)
    void theSourceIsDeletedOnCompletionAsSwitched(SourceDeletion deletion) {
        put("out/VX-17.mxf_bitmovin.mp4", encoded);

        MamJob job = mam(options.withSourceDeletion(deletion))
                .transcode(clip, "VX-17.mxf")
                .await(SOON);

        assertThat(job.state()).isEqualTo(FINISHED);
        assertThat(keys("source").isEmpty()).isEqualTo(deletion != SourceDeletion.NEVER);
    }

    @ParameterizedTest
    @EnumSource(SourceDeletion.class)
    void theSourceIsDeletedAfterATimeoutAsSwitched(SourceDeletion deletion) {
        MamJob job = mam(options.withSourceDeletion(deletion).withTimeout(SHORT))
                .transcode(clip, "VX-18.mxf")
                .await(SOON);

        assertThat(job.state()).isEqualTo(FAILED_TOTAL);
        assertThat(keys("source").isEmpty()).isEqualTo(deletion == SourceDeletion.WHEN_ENDED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theResultIsDeletedAsSwitched(boolean deletes) {
        put("out/VX-19.mxf_bitmovin.mp4", encoded);

        MamJob job = mam(options.deletingResults(deletes))
                .transcode(clip, "VX-19.mxf")
                .await(SOON);

        assertThat(job.state()).isEqualTo(FINISHED);
        assertThat(keys("output").isEmpty()).isEqualTo(deletes);
        assertThat(job.result().orElseThrow()).exists();
    }

    @Test
    void aSourceThatSomebodyElseDeletedDoesNotFailTheJob() {
        MamJob job = mam(options).transcode(clip, "VX-20.mxf");
        awaitUpload("in/VX-20.mxf");
        store.client().deleteObject(r -> r.bucket("source").key("in/VX-20.mxf"));

        put("out/VX-20.mxf_bitmovin.mp4", encoded);

        assertThat(job.await(SOON).state()).isEqualTo(FINISHED);
    }

    @ParameterizedTest
    @CsvSource({"true, 2", "false, 1"})
    void aRetryUploadsAgainAsSwitched(boolean uploads, int uploaded) {
        MamJob job = mam(options.withAttempts(2, uploads).withTimeout(SHORT))
                .transcode(clip, "VX-21.mxf")
                .await(SOON);

        assertThat(job.state()).isEqualTo(FAILED_TOTAL);
        assertThat(events).hasSize(uploaded);
        assertThat(job.steps())
                .extracting(MamJob.Step::description)
                .filteredOn(step -> step.startsWith("attempt 1 of 2 failed: no file that matches"))
                .hasSize(1);
    }

    @Test
    void aFileIsLeftAloneUntilItsSizeHasBeenTheSameForAllChecks() {
        put("out/VX-22.mxf_bitmovin.mp4", RequestBody.fromString("half"));
        AtomicInteger looks = new AtomicInteger();
        S3Client watched = beforeEach(ListObjectsV2Request.class, look -> {
            looks.set(look);
            if (look == 2) {
                put("out/VX-22.mxf_bitmovin.mp4", RequestBody.fromString("half and more"));
            } else if (look == 3) {
                put("out/VX-22.mxf_bitmovin.mp4", encoded);
            }
        });

        MamJob job = mam(watched, options.withLooks(3, Duration.ofMillis(50)))
                .transcode(clip, "VX-22.mxf")
                .await(SOON);

        assertThat(job.state()).as("%s", job).isEqualTo(FINISHED);
        assertThat(looks).hasValue(5);
    }

    @Test
    void aStoreThatIsAwayForAMomentIsLookedAtAgain() {
        put("out/VX-23.mxf_bitmovin.mp4", encoded);
        S3Client flaky = beforeEach(ListObjectsV2Request.class, look -> {
            if (look < 4) {
                throw SdkClientException.create("connection refused");
            }
        });

        MamJob job = mam(flaky, options).transcode(clip, "VX-23.mxf").await(SOON);

        assertThat(job.state()).isEqualTo(FINISHED);
        assertThat(job.steps())
                .extracting(MamJob.Step::description)
                .filteredOn(step -> step.equals("could not look into output/out/: connection refused"))
                .hasSize(1);
    }

    @Test
    void aSourceThatCannotBeUploadedFailsTheJobAndLeavesNoParts() throws IOException {
        Path twoParts = Files.write(folder.resolve("two-parts"), new byte[9_000_000]);
        S3Client failing = beforeEach(UploadPartRequest.class, part -> {
            if (part == 2) {
                throw SdkClientException.create("connection reset");
            }
        });

        MamJob job = mam(failing, options).transcode(twoParts, "VX-24.mxf").await(SOON);

        assertThat(job.state()).isEqualTo(FAILED_TOTAL);
        assertThat(job.failure()).contains("the source could not be uploaded: connection reset");
        assertThat(openUploads()).isEmpty();
        assertThat(events).isEmpty();
    }

    @Test
    void aFileThatIsNotThereFailsTheJob() {
        MamJob job =
                mam(options).transcode(folder.resolve("none.mxf"), "VX-25.mxf").await(SOON);

        assertThat(job.state()).isEqualTo(FAILED_TOTAL);
        assertThat(job.failure().orElseThrow()).contains("none.mxf");
        assertThat(openUploads()).isEmpty();
    }

    @Test
    void anAbortInTheMiddleOfTheUploadLeavesNoSource() throws IOException {
        Path twoParts = Files.write(folder.resolve("two-parts"), new byte[9_000_000]);
        AtomicReference<MamJob> job = new AtomicReference<>();
        S3Client watched = beforeEach(UploadPartRequest.class, part -> {
            await().atMost(SOON).until(() -> job.get() != null);
            job.get().abort();
        });

        job.set(mam(watched, options).transcode(twoParts, "VX-26.mxf"));

        assertThat(job.get().await(SOON).state()).isEqualTo(ABORTED);
        assertThat(openUploads()).isEmpty();
        assertThat(keys("source")).isEmpty();
    }

    @Test
    void closingAbortsTheJobsThatStillRun() {
        Mam mam = mam(options.withLooks(2, Duration.ofMinutes(1)));
        MamJob job = mam.transcode(clip, "VX-27.mxf");
        awaitUpload("in/VX-27.mxf");

        mam.close();

        assertThat(job.state()).isEqualTo(ABORTED);
        assertThat(keys("source")).containsExactly("in/VX-27.mxf");
    }

    @Test
    void whoWaitsTooShortIsToldHowFarTheJobIs() {
        MamJob job = mam(options).transcode(clip, "VX-28.mxf");
        awaitUpload("in/VX-28.mxf");

        assertThatThrownBy(() -> job.await(Duration.ofMillis(50)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("VX-1 (VX-28.mxf) STARTED");
    }

    @Test
    void aListenerThatThrowsDoesNotFailTheJob() {
        put("out/VX-29.mxf_bitmovin.mp4", encoded);
        Mam mam = new Mam(store.client(), ffmpeg, folder, options, line -> {
            throw new IllegalStateException("the terminal is gone");
        });
        open.add(mam);

        assertThat(mam.transcode(clip, "VX-29.mxf").await(SOON).state()).isEqualTo(FINISHED);
    }

    private Mam mam(MamOptions how) {
        return mam(store.client(), how);
    }

    private Mam mam(S3Client s3, MamOptions how) {
        Mam mam = new Mam(s3, ffmpeg, folder, how, progress::add);
        open.add(0, mam);
        return mam;
    }

    /** A client that calls the action before each request of a kind, with its number from 1. */
    private S3Client beforeEach(Class<? extends SdkRequest> kind, IntConsumer action) {
        AtomicInteger count = new AtomicInteger();
        ExecutionInterceptor interceptor = new ExecutionInterceptor() {
            @Override
            public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
                if (kind.isInstance(context.request())) {
                    action.accept(count.incrementAndGet());
                }
            }
        };
        S3Client client = S3Client.builder()
                .endpointOverride(store.endpoint())
                .forcePathStyle(true)
                .region(Region.EU_WEST_1)
                .credentialsProvider(store.client().serviceClientConfiguration().credentialsProvider())
                .overrideConfiguration(c -> c.addExecutionInterceptor(interceptor))
                .build();
        open.add(client);
        return client;
    }

    private void put(String key, Path file) {
        put(key, RequestBody.fromFile(file));
    }

    private void put(String key, RequestBody body) {
        store.client().putObject(r -> r.bucket("output").key(key), body);
    }

    private void awaitUpload(String key) {
        // the event comes after the object can be seen
        await().atMost(SOON).until(() -> !events.isEmpty() && keys("source").contains(key));
    }

    private List<String> openUploads() {
        List<String> keys = new ArrayList<>();
        store.client()
                .listMultipartUploads(r -> r.bucket("source"))
                .uploads()
                .forEach(upload -> keys.add(upload.key()));
        return keys;
    }

    private List<String> keys(String bucket) {
        return store.client().listObjectsV2(r -> r.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }
}
