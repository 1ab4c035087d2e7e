package io.transcoder.boot;

import io.transcoder.job.Decision;
import io.transcoder.job.StartTurn;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.End;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Converters for what the routes compare with a word, such as {@code ${variable.decision.action} == 'DROP'}. Without its own
 * converter Camel searches through all that it has, at each comparison.
 */
final class EnumWords {
    private EnumWords() {}

    static void addTo(TypeConverterRegistry converters) {
        add(converters, Decision.Action.class);
        add(converters, End.Outcome.class);
        add(converters, StartTurn.TurnKind.class);
        add(converters, State.class);
    }

    private static <E extends Enum<E>> void add(TypeConverterRegistry converters, Class<E> type) {
        converters.addTypeConverter(
                type,
                String.class,
                new SimpleTypeConverter(false, (wanted, exchange, word) -> Enum.valueOf(type, word.toString())));
    }
}
