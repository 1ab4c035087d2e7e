package io.transcoder.boot;

import io.transcoder.job.Decision;
import io.transcoder.job.StartTurn;
import io.transcoder.ledger.End;
import io.transcoder.ledger.State;
import java.util.List;
import org.apache.camel.spi.TypeConverterRegistry;
import org.apache.camel.support.SimpleTypeConverter;

/**
 * Converters for what the routes compare with a word, such as {@code ${variable.decision.action} == 'DROP'}. Without its own
 * converter Camel searches through all that it has, at each comparison.
 */
final class EnumWords {
    private static final List<Class<? extends Enum<?>>> TYPES =
            List.of(Decision.Action.class, End.Outcome.class, StartTurn.TurnKind.class, State.class);

    private EnumWords() {}

    static void addTo(TypeConverterRegistry converters) {
        TYPES.forEach(type -> converters.addTypeConverter(
                type,
                String.class,
                new SimpleTypeConverter(false, (wanted, exchange, word) -> constant(type, word.toString()))));
    }

    private static Enum<?> constant(Class<? extends Enum<?>> type, String word) {
        for (Enum<?> constant : type.getEnumConstants()) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(type.getSimpleName() + " has no '" + word + "'");
    }
}
