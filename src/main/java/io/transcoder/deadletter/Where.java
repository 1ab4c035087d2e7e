package io.transcoder.deadletter;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on one field of a dead letter, such as {@code kind=permanent} or {@code key~in/news/*}.
 *
 * @param value of the field's text, which is empty where it is unknown
 */
public record Where(String field, Predicate<String> value) implements Predicate<DeadLetter> {
    private static final Pattern FORM = Pattern.compile("(?s)(\\w+)([=~])(.*)");

    /** @throws IllegalArgumentException if it is neither {@code FIELD=VALUE} nor {@code FIELD~PATTERN}, whose {@code *} stands for any characters */
    public static Where parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || !DeadLetter.FIELDS.contains(form.group(1))) {
            throw new IllegalArgumentException("'" + text
                    + "' is neither FIELD=VALUE nor FIELD~PATTERN with a field of "
                    + String.join(", ", DeadLetter.FIELDS) + ", nor older-than=DURATION");
        }
        return new Where(
                form.group(1),
                form.group(2).equals("=")
                        ? form.group(3)::equals
                        : Pattern.compile(Pattern.quote(form.group(3)).replace("*", "\\E.*\\Q"), Pattern.DOTALL)
                                .asMatchPredicate());
    }

    /** That it was received before then, as far as that is known. */
    public static Where receivedBefore(Instant time) {
        return new Where("receivedAt", at -> !at.isEmpty() && Instant.parse(at).isBefore(time));
    }

    @Override
    public boolean test(DeadLetter letter) {
        return value.test(Objects.toString(letter.fields().get(field), ""));
    }
}
