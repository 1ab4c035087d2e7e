package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingStatusTest {
    @Test
    void whatSaysMoreThanThatItFailedComesFirst() {
        var status = read("""
                {'status':'ERROR','messages':[
                  {'type':'INFO','text':'Queued'},
                  {'type':'ERROR','text':'Encoding has failed.'},
                  {'type':'ERROR','text':'Problem with output configuration'}]}""");

        assertThat(status.messages()).containsExactly("Problem with output configuration", "Encoding has failed.");
    }

    @Test
    void theCausesOfSubtasksAreKeptWithTheirNames() {
        var status = read("""
                {'status':'ERROR','messages':[{'type':'ERROR','text':'Encoding has failed.'}],'subtasks':[
                  {'name':'analysis','status':'FINISHED','messages':[{'type':'INFO','text':'done'}]},
                  {'name':'transfer','status':'ERROR','messages':[
                    {'type':'ERROR','text':'Access denied'},{'type':'ERROR','text':'Encoding has failed.'}]},
                  {'status':'ERROR','messages':[{'type':'ERROR','text':'No such bucket'}]}]}""");

        assertThat(status.messages())
                .containsExactly("transfer: Access denied", "No such bucket", "Encoding has failed.");
    }

    @Test
    void theErrorsOwnTextComesBeforeTheMessages() {
        var status = read("""
                {'status':'ERROR','error':{'code':10001,'text':'Decoding error','retryHint':'NO_RETRY'},'messages':[
                  {'type':'ERROR','text':'Input is damaged'},{'type':'ERROR','text':'Decoding error'}]}""");

        assertThat(status.messages()).containsExactly("Decoding error", "Input is damaged");
        assertThat(status.code()).isEqualTo(10001);
    }

    @Test
    void messagesAreBounded() {
        String one = "{'type':'ERROR','text':'%s-" + "\uD83D\uDE00".repeat(2000) + "'},";
        var messages = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            messages.append(one.formatted(i));
        }

        var status = read("{'status':'ERROR','messages':[" + messages + "null]}");

        assertThat(status.messages()).hasSize(20).allSatisfy(text -> {
            assertThat(text.codePointCount(0, text.length())).isEqualTo(1000);
            assertThat(Character.isHighSurrogate(text.charAt(text.length() - 1)))
                    .isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status':'HIBERNATING','progress':'half'}",
                "{'status':null}",
                "{}",
                "{'status':'PAUSED','error':'none','messages':'none','subtasks':{'a':1}}",
                "{'status':'PAUSED','messages':[1,null,{'type':'ERROR'}],'subtasks':[null,{'messages':7}]}"
            })
    void whatIsNotKnownIsNoEndAndNoFault(String task) {
        var status = read(task);

        assertThat(status.isFinal()).isFalse();
        assertThat(status.isCreated()).isFalse();
        assertThat(status.isWorthAnotherTry()).isFalse();
        assertThat(status.messages()).isEmpty();
    }

    @Test
    void aHintOrTypeOfMessageThatIsNotKnownIsTolerated() {
        var status = read("""
                {'status':'ERROR','error':{'code':1,'retryHint':'RETRY_NEXT_WEEK'},
                 'messages':[{'type':'FATAL','text':'Out of slots'},{'text':'No type'}]}""");

        assertThat(status.isFailed()).isTrue();
        assertThat(status.isWorthAnotherTry()).isFalse();
        assertThat(status.messages()).containsExactly("Out of slots", "No type");
    }

    @SuppressWarnings("unchecked")
    private static EncodingStatus read(String task) {
        try {
            return EncodingStatus.read(JsonMapper.builder().build().readValue(task.replace('\'', '"'), Map.class));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
