package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.job.Decision;
import io.transcoder.ledger.State;
import org.apache.camel.TypeConversionException;
import org.apache.camel.TypeConverter;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnumWordsTest {
    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        CamelSetup.prepare(context);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aWordOfARouteHasItsOwnConverter() {
        TypeConverter own = context.getTypeConverterRegistry().lookup(State.class, String.class);

        assertThat(own).isNotNull();
        assertThat(own.convertTo(State.class, "CLAIMED")).isEqualTo(State.CLAIMED);
    }

    @Test
    void aWordIsEqualToItsConstantAndToNoOther() {
        assertThat(is(Decision.Action.DROP, "DROP")).isTrue();
        assertThat(is(Decision.Action.DROP, "RESUME")).isFalse();
    }

    @Test
    void aWordThatIsNoConstantIsAnError() {
        assertThatThrownBy(() -> context.getTypeConverter().mandatoryConvertTo(Decision.Action.class, "DORP"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("DORP");
    }

    private boolean is(Decision.Action action, String word) {
        var exchange = new org.apache.camel.support.DefaultExchange(context);
        exchange.setVariable("action", action);
        return context.resolveLanguage("simple")
                .createPredicate("${variable.action} == '" + word + "'")
                .matches(exchange);
    }
}
