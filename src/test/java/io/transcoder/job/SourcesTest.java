package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What the bucket shows under an upload's key. */
@Tag("slow")
class SourcesTest {
    private static final String KEY = "in/VX-7.mxf";

    private final LedgerBench bench = LedgerBench.start();
    private final Sources sources = new Sources(bench.s3(), bench.ledger(), Duration.ZERO);

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void whatIsThereTellsWhichUploadItIs() {
        Upload upload = bench.upload(KEY, "media");

        assertThat(sources.look(LedgerBench.pointed(KEY))).contains(upload);
        Source source = sources.read(bench.headSource(KEY));
        assertThat(source).isEqualTo(upload.source());
        assertThat(source.size()).isEqualTo(5);
        assertThat(source.versionId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, "in/Füße + %41 😀.mxf", "in/a&b=c?d.mxf", "in/folder/"})
    void whatHeadDeniesAndListShowsIsNotGone(String key) {
        bench.putSource(key, "media");
        bench.tap().on(request -> request.method().equals("HEAD")).always().answer(404, Map.of(), "");
        Upload upload = LedgerBench.pointed(key);

        assertThatThrownBy(() -> sources.confirmGone(upload))
                .isInstanceOf(SdkClientException.class)
                .hasMessageContaining("the bucket lists it");
        assertThatThrownBy(() -> sources.look(upload)).isInstanceOf(SdkClientException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, "in/Füße + %41 😀.mxf"})
    void whatNeitherShowsIsGone(String key) {
        // of keys that begin so
        bench.putSource(key + ".bak", "media");

        sources.confirmGone(LedgerBench.pointed(key));
        assertThat(sources.look(LedgerBench.pointed(key))).isEmpty();
    }

    @Test
    void aStoreThatDoesNotAnswerIsNoProofOfAnything() {
        bench.tap().on(request -> request.method().equals("HEAD")).always().answer(403, Map.of(), "");

        assertThatThrownBy(() -> sources.look(LedgerBench.pointed(KEY))).isInstanceOf(S3Exception.class);
    }

    @Test
    void whereTheBucketKeepsNoVersionsNoEndOfAJobOfTheKeyIsReadNorKeepsItBack() {
        Upload upload = bench.upload(KEY, "media");
        Claim claim = bench.claimed(upload, 1, "enc-1");
        bench.put(claim.jobId() + "/1.end", "{");
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY));

        assertThat(sources.look(upload)).isEmpty();

        assertThat(bench.tap().operations()).noneMatch(operation -> operation.endsWith("/1.end"));
    }

    @Test
    void aKeyThatTheStoreHasNotEncodedIsFoundAsItIsWritten() {
        Upload there = bench.upload("in/A+B 1.mxf", "media");

        Upload seen = sources.look(written("in/A+B 1.mxf")).orElseThrow();

        assertThat(seen.key()).isEqualTo("in/A+B 1.mxf");
        assertThat(seen.rawKey()).isNull();
        assertThat(seen.id()).isEqualTo(there.id());
    }

    @Test
    void aKeyThatCannotBeDecodedIsFoundAsItIsWritten() {
        bench.putSource("in/50% grey.mxf", "media");

        assertThat(sources.look(written("in/50% grey.mxf")).orElseThrow().key()).isEqualTo("in/50% grey.mxf");
    }

    @Test
    void whereTheDecodedKeyIsThereItIsMeant() {
        bench.putSource("in/A+B 1.mxf", "raw");
        bench.putSource("in/A B 1.mxf", "decoded");

        assertThat(sources.look(written("in/A+B 1.mxf")).orElseThrow().key()).isEqualTo("in/A B 1.mxf");
    }

    @Test
    void whereNeitherFormIsThereNothingIs() {
        assertThat(sources.look(written("in/A+B 1.mxf"))).isEmpty();
    }

    @Test
    void aWrittenKeyThatNoObjectCanHaveIsNotLookedFor() {
        String longWhenEncoded = "in/" + "ü".repeat(400) + ".mxf";
        Upload upload = LedgerBench.pointed(longWhenEncoded);

        assertThat(sources.look(upload)).isEmpty();
        assertThat(bench.tap().operations())
                .filteredOn(operation -> operation.startsWith("HEAD"))
                .hasSize(1);
    }

    /** An event whose key stands there as it is. */
    private static Upload written(String key) {
        String event = S3Events.put(LedgerBench.SOURCES, "KEY").json().replace("KEY", key);
        return new S3EventReader().read(event).uploads().get(0);
    }
}
