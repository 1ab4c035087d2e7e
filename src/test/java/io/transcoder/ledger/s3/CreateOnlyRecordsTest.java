package io.transcoder.ledger.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Owner;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Whatever becomes of a request, everybody reads the same record. */
@Tag("slow")
class CreateOnlyRecordsTest {
    private static final String KEY = "_jobs/record";
    private static final String PUT = "PUT " + KEY;
    private static final String GET = "GET " + KEY;
    private static final Owner MINE = new Owner("mine", "mine");
    private static final Owner OTHER = new Owner("other", "other");

    private final LedgerBench bench = LedgerBench.start();
    private final CreateOnlyRecords records = bench.records();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aRecordIsCreatedUnderTheConditionThatThereIsNone() {
        assertThat(records.createOrRead(KEY, MINE, Owner.class)).isEqualTo(MINE);

        assertThat(records.read(KEY, Owner.class)).contains(MINE);
        assertThat(bench.tap().operations()).containsExactly(PUT, GET);
        assertThat(bench.tap().calls().get(0).headers()).containsEntry("if-none-match", "*");
    }

    @Test
    void theRecordThatWasThereFirstStaysAndIsRead() {
        bench.put("record", LedgerBench.json(OTHER));

        assertThat(records.createOrRead(KEY, MINE, Owner.class)).isEqualTo(OTHER);
        assertThat(records.read(KEY, Owner.class)).contains(OTHER);
    }

    @Test
    void afterALostReplyOurOwnRecordIsFound() {
        bench.tap().onOperation(PUT).loseReply();

        assertThat(records.createOrRead(KEY, MINE, Owner.class)).isEqualTo(MINE);

        assertThat(records.read(KEY, Owner.class)).contains(MINE);
    }

    @Test
    void afterManyLostRepliesOurOwnRecordIsFound() {
        bench.tap().onOperation(PUT).always().loseReply();

        assertThat(records.createOrRead(KEY, MINE, Owner.class)).isEqualTo(MINE);
    }

    @Test
    void whereSomebodyIsWritingAtThatMomentHisRecordIsReadOnceItIsThere() {
        bench.tap().onOperation(PUT).always().answer(409, Map.of(), error("ConditionalRequestConflict"));
        bench.tap().onOperation(GET).nth(3).before(() -> bench.put("record", LedgerBench.json(OTHER)));

        assertThat(records.createOrRead(KEY, MINE, Owner.class)).isEqualTo(OTHER);

        assertThat(bench.tap().operations()).containsExactly(PUT, GET, PUT, GET, PUT, GET);
    }

    @Test
    void whereSomebodyElsesWriteCameToNothingOursIsMade() {
        bench.tap().onOperation(PUT).answer(409, Map.of(), error("ConditionalRequestConflict"));

        assertThat(records.createOrRead(KEY, MINE, Owner.class)).isEqualTo(MINE);
        assertThat(records.read(KEY, Owner.class)).contains(MINE);
    }

    @Test
    void aConflictWithoutEndIsThrown() {
        bench.tap().onOperation(PUT).always().answer(409, Map.of(), error("ConditionalRequestConflict"));

        assertThatThrownBy(() -> records.createOrRead(KEY, MINE, Owner.class))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(409));
        assertThat(bench.hasOutput(KEY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403})
    void aRefusalIsThrownAtOnceAndNothingIsRead(int status) {
        bench.tap().onOperation(PUT).always().answer(status, Map.of(), error("AccessDenied"));

        assertThatThrownBy(() -> records.createOrRead(KEY, MINE, Owner.class))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(status));
        assertThat(bench.tap().operations()).containsExactly(PUT);
    }

    @Test
    void aStoreThatTakesNothingIsNotTakenForAnotherWriter() {
        bench.tap().onOperation(PUT).always().refuse();

        assertThatThrownBy(() -> records.createOrRead(KEY, MINE, Owner.class)).isInstanceOf(SdkClientException.class);
        assertThat(bench.hasOutput(KEY)).isFalse();
    }

    @Test
    void whatIsNoRecordIsNamed() {
        bench.put("record", "not json");

        assertThatThrownBy(() -> records.read(KEY, Owner.class))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("s3://mam-out/_jobs/record");
    }

    @Test
    void whatIsNotThereIsNothing() {
        assertThat(records.read(KEY, Owner.class)).isEmpty();
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code></Error>";
    }
}
