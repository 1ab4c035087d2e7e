package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.Failures;
import io.transcoder.failure.Remedy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepliesTest {
    private static final String START = "POST /encoding/encodings/{encodingId}/start";
    private static final String NGINX =
            "<html><head><title>404 Not Found</title><style>b{color:red}</style></head><body><h1>404 Not Found</h1></body></html>";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Integer> refused = new ArrayList<>();
    private final Replies replies =
            new Replies(JsonMapper.builder().build(), new RateLimit(Clock.systemUTC()), refused::add);

    @Test
    void theResultOfASuccessIsTheBody() {
        Exchange exchange = answered(201, "{'requestId':'r-1','status':'SUCCESS','data':{'result':{'id':'e-1'}}}");

        replies.read(exchange);

        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("id", "e-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>Please log in to the hotel's network</body></html>",
                "",
                "null",
                "[]",
                "7",
                "{}",
                "{'id':'e-1'}",
                "{'requestId':'r-1','status':'SUCCESS'}",
                "{'requestId':'r-1','status':'SUCCESS','data':null}",
                "{'requestId':'r-1','status':'SUCCESS','data':{'result':null}}",
                "{'requestId':'r-1','status':'SUCCESS','data':{'result':'ok'}}",
                "{'status':'SUCCESS','data':{'result':{'id':'e-1'}}}",
                "{'requestId':'r-1','data':{'result':{'id':'e-1'}}}",
                "{'requestId':'r-1','status':'SUCCESS','data':{'result':{'id':"
            })
    void aSuccessWithoutAResultOfBitmovinsIsALostReply(String body) {
        var lost = refusal(200, body);

        assertThat(lost.isBitmovinsOwn()).isFalse();
        assertThat(remedy(lost)).isEqualTo(Remedy.ASK_FIRST);
        assertThat(lost).hasMessageContaining("answered 200").hasMessageContaining("without a result");
    }

    @Test
    void anAnswerOfFarTooManyLevelsIsALostReply() {
        String deep = "{'requestId':'r-1','status':'SUCCESS','data':{'result':{'id':'e-1','more':" + "[".repeat(200)
                + "]".repeat(200) + "}}}";

        assertThat(remedy(refusal(200, deep))).isEqualTo(Remedy.ASK_FIRST);
    }

    @Test
    void anErrorOfBitmovinsOwnIsToldFromAPage() {
        var own = refusal(
                404,
                "{'requestId':'r-9','status':'ERROR','data':{'code':1001,'message':'no such encoding','details':[{'field':'id','text':'is unknown'}]}}");
        var page = refusal(404, NGINX);

        assertThat(own.isBitmovinsOwn()).isTrue();
        assertThat(own.isUnknownToBitmovin()).isTrue();
        assertThat(remedy(own)).isEqualTo(Remedy.PERMANENT);
        assertThat(own).hasMessageContaining("no such encoding; id is unknown (requestId r-9)");
        assertThat(page.isBitmovinsOwn()).isFalse();
        assertThat(page.isUnknownToBitmovin()).isFalse();
        assertThat(remedy(page)).isEqualTo(Remedy.ASK_FIRST);
        assertThat(page.getMessage())
                .endsWith("answered 404: without an error of Bitmovin's API: 404 Not Found 404 Not Found");
        assertThat(refused).containsExactly(1001, 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'requestId':'r-9','status':'ERROR','data':{'message':'no code'}}",
                "{'status':'ERROR','data':{'code':1001}}",
                "{'requestId':'r-9','data':{'code':1001}}",
                "{'message':'Not Found','code':1001}"
            })
    void halfAnErrorIsNobodysVerdict(String body) {
        assertThat(refusal(404, body).isUnknownToBitmovin()).isFalse();
        assertThat(remedy(refusal(400, body))).isEqualTo(Remedy.ASK_FIRST);
    }

    @ParameterizedTest
    @CsvSource({"302, redirect", "402, paid", "407, http.proxy-user"})
    void whatHitsEveryUploadSaysWhatToMend(int status, String words) {
        Exchange exchange = answered(status, NGINX);
        exchange.getMessage().setHeader("Location", "https://user:pw@login.example/in?token=t0ken#f");

        var answer = catchThrowableOfType(BitmovinException.class, () -> replies.read(exchange));

        assertThat(remedy(answer)).isEqualTo(Remedy.CONFIGURATION);
        assertThat(answer)
                .hasMessageContaining(words)
                .hasMessageContaining("https://login.example/in")
                .hasMessageNotContainingAny("t0ken", "pw");
    }

    private BitmovinException refusal(int status, String body) {
        return catchThrowableOfType(BitmovinException.class, () -> replies.read(answered(status, body)));
    }

    private static Remedy remedy(BitmovinException answer) {
        return new Failures().of(answer, "mp4").remedy();
    }

    private Exchange answered(int status, String body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.setVariable("call", START);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setBody(body.replace('\'', '"'));
        return exchange;
    }
}
