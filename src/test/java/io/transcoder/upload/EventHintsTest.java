package io.transcoder.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All that an event says of an object beside its bucket and key is a hint: nothing of it drops an upload. */
class EventHintsTest {
    private static final S3Events PUT =
            S3Events.put("sources", "in/VX-7.mxf").size(42).versionId("v1");

    private final S3EventReader reader = new S3EventReader();

    static Stream<String> fields() {
        return Stream.of(
                "eTag", "versionId", "sequencer", "eventTime", "size", "eventSource", "eventVersion", "awsRegion");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aHintOfWhateverKindDropsNothing(String field) {
        for (String value : new String[] {"null", "17", "-1", "1.5", "1e999", "true", "[]", "{}", "\"\"", "\"x\\n\""}) {
            String body = PUT.json().replaceFirst("\"" + field + "\":", "\"" + field + "\":" + value + ",\"x\":");

            assertThat(key(body)).as(body).isEqualTo("in/VX-7.mxf");
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aHintThatIsMissingDropsNothing(String field) {
        assertThat(key(PUT.json().replace("\"" + field + "\":", "\"other\":"))).isEqualTo("in/VX-7.mxf");
    }

    @Test
    void anEventWithoutANameTellsOfAnUpload() {
        assertThat(key(PUT.json().replace("\"eventName\":", "\"other\":"))).isEqualTo("in/VX-7.mxf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ceph:s3", "minio:s3", "rustfs:s3", "cubefs:s3", "AWS:S3", "s3"})
    void everySourceOfAnObjectTellsOfAnUpload(String source) {
        assertThat(key(PUT.json().replace("aws:s3", source))).isEqualTo("in/VX-7.mxf");
    }

    @ParameterizedTest
    @CsvSource({
        "42, 42",
        "'\"42\"', 42",
        "0, 0",
        "'\"many\"', -1",
        "null, -1",
        "{}, -1",
        "9223372036854775807, 9223372036854775807"
    })
    void aSizeIsReadAsFarAsItGoes(String written, long size) {
        assertThat(only(PUT.json().replace(":42,", ":" + written + ",")).size()).isEqualTo(size);
        assertThat(only(PUT.eventBridge().replace(":42,", ":" + written + ",")).size())
                .isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({"abc, abc", "'\"abc\"', abc", "'\"abc-3\"', abc-3"})
    void anETagLosesItsQuotes(String written, String eTag) {
        assertThat(only(PUT.eTag(written).json()).eTag()).isEqualTo(eTag);
        assertThat(only(PUT.eTag(written).eventBridge()).eTag()).isEqualTo(eTag);
    }

    @Test
    void anETagThatIsMissingIsNone() {
        assertThat(only(PUT.eTag(null).json()).eTag()).isNull();
        assertThat(only(PUT.eTag("").json()).eTag()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "",
                "2026-11-24",
                "2026-13-41T00:00:00Z",
                "0001-01-01T00:00:00Z",
                "1970-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59Z",
                "9999-12-31T23:59:59Z"
            })
    void aTimeThatNobodyCanHaveMeantIsUnknown(String time) {
        assertThat(only(PUT.eventTime(time).json()).eventTime()).isNull();
        assertThat(only(PUT.eventTime(time).eventBridge()).eventTime()).isNull();
    }

    @Test
    void aTimeThatIsMissingIsUnknown() {
        assertThat(only(PUT.eventTime(null).json()).eventTime()).isNull();
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheEvent() {
        assertThat(key("\uFEFF" + PUT.json())).isEqualTo("in/VX-7.mxf");
        assertThat(key(S3Events.inSns("\uFEFF" + PUT.json()))).isEqualTo("in/VX-7.mxf");

        S3Event several = reader.read("\uFEFF" + S3Events.records(PUT, PUT));
        assertThat(several.uploads()).extracting(Upload::event).containsExactly(PUT.json(), PUT.json());
    }

    @Test
    void whatIsWrittenIsKeptUnlessNoObjectCanHaveItForAKey() {
        assertThat(only(S3Events.put("sources", "in/a b.mxf").json()).rawKey()).isEqualTo("in/a+b.mxf");
        assertThat(only(S3Events.put("sources", "ü".repeat(400)).json()).rawKey())
                .as("2400 bytes once encoded")
                .isNull();
        assertThat(only(S3Events.put("sources", "in/a b.mxf").eventBridge()).rawKey())
                .isNull();
    }

    private String key(String body) {
        return only(body).key();
    }

    private Upload only(String body) {
        S3Event event = reader.read(body);
        assertThat(event.ignored()).as(body).isEmpty();
        assertThat(event.unreadable()).isEmpty();
        assertThat(event.uploads()).hasSize(1);
        return event.uploads().get(0);
    }
}
