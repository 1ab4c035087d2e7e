package io.transcoder.ledger.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.ledger.LedgerBench;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What goes over the wire when an object is deleted that was looked at before. */
@Tag("slow")
class ConditionalDeleteTest {
    private static final String KEY = "in/VX-7.mxf";
    private static final String DELETE = "DELETE " + KEY;

    private final LedgerBench bench = LedgerBench.start();
    private final ConditionalDelete deletes = new ConditionalDelete(bench.s3());
    private String seen;

    @BeforeEach
    void put() {
        bench.putSource(KEY, "media");
        seen = bench.headSource(KEY).eTag();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void theObjectThatWasSeenIsDeletedByOneRequest() {
        assertThat(deletes.delete(LedgerBench.SOURCES, KEY, seen)).isPresent();

        assertThat(bench.hasSource(KEY)).isFalse();
        assertThat(bench.tap().operations()).containsExactly(DELETE);
        assertThat(bench.tap().calls().get(0).headers()).containsEntry("if-match", seen);
    }

    @Test
    void anotherObjectStays() {
        bench.putSource(KEY, "other media");

        assertThat(deletes.delete(LedgerBench.SOURCES, KEY, seen)).isEmpty();

        assertThat(bench.hasSource(KEY)).isTrue();
        assertThat(bench.tap().operations()).containsExactly(DELETE);
    }

    @Test
    void whereNothingIsThereNothingIsDeleted() {
        bench.tap().onOperation(DELETE).answer(404, Map.of(), error("NoSuchKey"));

        assertThat(deletes.delete(LedgerBench.SOURCES, KEY, seen)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void aStoreInTroubleIsAskedOnce(int status) {
        bench.tap().onOperation(DELETE).always().answer(status, Map.of(), error("SlowDown"));

        assertThatThrownBy(() -> deletes.delete(LedgerBench.SOURCES, KEY, seen)).isInstanceOf(S3Exception.class);

        assertThat(bench.tap().operations()).containsExactly(DELETE);
    }

    @Test
    void aConnectionThatIsClosedIsNotTriedAgain() {
        bench.tap().onOperation(DELETE).always().refuse();

        assertThatThrownBy(() -> deletes.delete(LedgerBench.SOURCES, KEY, seen)).isInstanceOf(SdkClientException.class);

        assertThat(bench.tap().operations()).containsExactly(DELETE);
        assertThat(bench.hasSource(KEY)).isTrue();
    }

    @Test
    void aReplyThatIsLostIsNotTriedAgain() {
        bench.tap().onOperation(DELETE).always().loseReply();

        assertThatThrownBy(() -> deletes.delete(LedgerBench.SOURCES, KEY, seen)).isInstanceOf(SdkClientException.class);

        assertThat(bench.tap().operations()).containsExactly(DELETE);
    }

    @Test
    void aStoreWithoutConditionalDeletesIsAskedWithoutTheCondition() {
        bench.tap().onOperation(DELETE).answer(501, Map.of(), error("NotImplemented"));

        assertThat(deletes.delete(LedgerBench.SOURCES, KEY, seen)).isPresent();

        assertThat(bench.hasSource(KEY)).isFalse();
        assertThat(bench.tap().operations()).isEqualTo(List.of(DELETE, DELETE));
        assertThat(bench.tap().calls().get(1).headers()).doesNotContainKey("if-match");
    }

    @Test
    void aStoreWithoutConditionalDeletesIsAskedOnceMoreAndNoOftener() {
        bench.tap().onOperation(DELETE).answer(501, Map.of(), error("NotImplemented"));
        bench.tap().onOperation(DELETE).nth(2).always().answer(503, Map.of(), error("SlowDown"));

        assertThatThrownBy(() -> deletes.delete(LedgerBench.SOURCES, KEY, seen)).isInstanceOf(S3Exception.class);

        assertThat(bench.tap().operations()).hasSize(2);
    }

    @Test
    void aRefusalIsThrown() {
        bench.tap().onOperation(DELETE).answer(403, Map.of(), error("AccessDenied"));

        assertThatThrownBy(() -> deletes.delete(LedgerBench.SOURCES, KEY, seen))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code></Error>";
    }
}
