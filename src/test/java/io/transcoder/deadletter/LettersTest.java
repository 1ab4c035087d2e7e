package io.transcoder.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.Failures;
import io.transcoder.job.Replay;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.Output;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQS has to be able to take, whatever the cause is made of. */
class LettersTest {
    private static final Instant SEEN = Instant.parse("2026-11-24T06:00:00Z");
    private static final int SMALL = 1 << 18;
    private static final int LARGE = 1 << 20;

    private final Letters letters = new Letters(new Failures(), new UnreadableFlood(Clock.systemUTC()));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void aLetterOfAFailedEncodingHasTheEventAndTheCause() {
        String event = S3Events.put("mam-in", "in/VX-7.mxf").json();

        letterOfEnd(event, "the encoder says ERROR");

        assertThat(exchange.getMessage().getBody()).isEqualTo(event);
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("step", "mp4")
                .containsEntry("kind", "encoding-failed")
                .containsEntry("reason", "the encoder says ERROR")
                .containsEntry("encoding-id", "enc-1")
                .containsEntry("attempts", "3")
                .containsEntry("first-seen", "2026-11-24T06:00:00Z")
                .containsKey("job-id");
    }

    @Test
    void whatHasNoValueIsAbsent() {
        letterOfEnd(event(), "\u0000\r\n\t ");

        assertThat(exchange.getMessage().getHeaders()).doesNotContainKeys("code", "reason");
        assertThat(exchange.getMessage().getHeaders().values())
                .doesNotContainNull()
                .doesNotContain("");
    }

    @ParameterizedTest
    @ValueSource(ints = {997, 998, 999, 1000, 1001})
    void aReasonIsCutBetweenCharacters(int before) {
        letterOfEnd(event(), "x".repeat(before) + "😀".repeat(20));

        String reason = header("reason");
        assertThat(reason.length()).isBetween(999, 1000);
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(reason)).isTrue();
    }

    @Test
    void charactersThatAMessageCannotHoldAreSpaces() {
        letterOfEnd(event(), "a\u0000b\r\n\tc\u001B[31m\uFFFE\uFFFFd\u2028e\u200Ff\uD83D g\uDC00");

        assertThat(header("reason")).isEqualTo("a b c [31m d e f g");
    }

    @ParameterizedTest
    @CsvSource({
        SMALL - 5_000 + ", " + SMALL,
        SMALL - 1_000 + ", " + SMALL,
        SMALL - 60 + ", " + SMALL,
        SMALL + ", " + SMALL,
        SMALL + 1 + ", " + LARGE,
        LARGE - 1_000 + ", " + LARGE,
        LARGE + ", " + LARGE
    })
    void bodyAndAttributesTogetherAreNoLongerThanTheQueueTakes(int body, int most) {
        letterOfEnd(padded(body), "ü".repeat(1_000));

        assertThat(exchange.getMessage().getBody(String.class).getBytes(StandardCharsets.UTF_8))
                .hasSize(body);
        assertThat(length()).isBetween(body, most);
    }

    @Test
    void whatTellsMostOfALetterGoesFirst() {
        letterOfEnd(padded(SMALL - 60), "no");

        assertThat(exchange.getMessage().getHeaders()).containsKeys("step", "kind");
    }

    @Test
    void aLetterOfAFailureWithEveryCauseHasTenAttributesAtMost() {
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT,
                new BitmovinException("POST /encoding/encodings", 400, 1000, "r-1", "no such profile"));
        exchange.setProperty(Exchange.FAILURE_ROUTE_ID, "submit");
        exchange.setVariable("upload", upload(event()));
        exchange.setVariable("replay", new Replay("job", "enc-0", 2, SEEN));
        exchange.setVariable("firstSeen", SEEN);
        exchange.getMessage().setHeader("of-a-stranger", "x");

        letters.ofFailure(exchange);

        assertThat(exchange.getMessage().getHeaders())
                .hasSize(10)
                .containsEntry("http-status", "400")
                .containsEntry("request-id", "r-1")
                .containsEntry("kind", "permanent")
                .containsEntry("attempts", "3")
                .containsEntry("encoding-id", "enc-0")
                .doesNotContainKey("of-a-stranger");
    }

    @Test
    void aMessageThatCannotBeReadIsKeptAsItCame() {
        exchange.setVariable("received", "not json \u0001");
        try {
            new S3EventReader().read("not json \u0001");
        } catch (RuntimeException e) {
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, e);
        }

        letters.ofFailure(exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo("not json \u0001");
        assertThat(exchange.getMessage().getHeaders())
                .containsEntry("kind", "malformed")
                .containsEntry("attempts", "1")
                .doesNotContainKey("job-id");
    }

    @Test
    void beforeAnybodyLookedTheJobIsTheOneOfTheLetter() {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IllegalStateException("no"));
        exchange.setVariable(
                "upload", new S3EventReader().read(event()).uploads().get(0));
        exchange.setVariable("replay", new Replay("job-of-the-letter", null, 1, null));

        letters.ofFailure(exchange);

        assertThat(exchange.getMessage().getHeaders()).containsEntry("job-id", "job-of-the-letter");
    }

    @Test
    void aMessageThatHasTheKeyLookedAtAgainIsTheEventAlone() {
        exchange.setVariable("claim", claim(event()));
        exchange.getMessage().setHeader("encoding-id", "enc-0");

        letters.ofKey(exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo(event());
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }

    private void letterOfEnd(String event, String reason) {
        exchange.setVariable("claim", claim(event));
        exchange.setVariable("end", End.failed(null, "enc-1", reason, SEEN));
        letters.ofEnd(exchange);
    }

    private static Claim claim(String event) {
        Upload upload = upload(event);
        return new Claim(
                upload.id(),
                upload,
                1,
                "mp4",
                "enc-1",
                List.of(new Output("out/VX-7.mxf_bitmovin.mp4", "mp4/1")),
                Map.of(),
                upload.source(),
                SEEN,
                2,
                List.of(),
                null,
                null);
    }

    private static Upload upload(String event) {
        return new S3EventReader().read(event).uploads().get(0).seenAs(new Source("e", null, SEEN, 5));
    }

    private static String event() {
        return S3Events.put("mam-in", "in/VX-7.mxf").json();
    }

    private static String padded(int bytes) {
        String event = event();
        return event + " ".repeat(bytes - event.length());
    }

    private String header(String name) {
        return exchange.getMessage().getHeader(name, String.class);
    }

    /** As SQS counts it: the body, and name, type and value of each attribute. */
    private int length() {
        int length = exchange.getMessage().getBody(String.class).getBytes(StandardCharsets.UTF_8).length;
        for (var header : exchange.getMessage().getHeaders().entrySet()) {
            length += header.getKey().length()
                    + "String".length()
                    + header.getValue().toString().getBytes(StandardCharsets.UTF_8).length;
        }
        return length;
    }
}
