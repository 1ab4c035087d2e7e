package io.transcoder.deadletter;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * A condition on one field of a dead letter, such as {@code kind=permanent}.
 *
 * @param value compared as text; empty matches an unknown value
 */
public record Where(String field, String value) implements Predicate<DeadLetter> {
    /** @throws IllegalArgumentException if it is not {@code FIELD=VALUE} with a field of {@link DeadLetter#FIELDS} */
    public static Where parse(String text) {
        int equals = text.indexOf('=');
        String field = equals < 0 ? text : text.substring(0, equals);
        if (equals < 0 || !DeadLetter.FIELDS.contains(field)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not FIELD=VALUE with a field of " + String.join(", ", DeadLetter.FIELDS));
        }
        return new Where(field, text.substring(equals + 1));
    }

    @Override
    public boolean test(DeadLetter letter) {
        return Objects.toString(letter.fields().get(field), "").equals(value);
    }
}
