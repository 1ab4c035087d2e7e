package io.transcoder.cli.letters;

import io.transcoder.cli.common.DurationConverter;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.deadletter.Where;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that select dead letters; for all commands the same letters, in the same order. */
final class LetterSelection {
    private static final String OLDER_THAN = "older-than=";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            converter = Condition.class,
            description =
                    "Only letters of which a field of the JSON form has this value; an empty value: the field is unknown."
                            + " With FIELD~PATTERN a * stands for any characters, and older-than=2d takes the letters of"
                            + " before two days. Repeatable: all must hold.")
    private List<Where> where = new ArrayList<>();

    private int limit = Integer.MAX_VALUE;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, the newest.")
    void limit(int most) {
        if (most < 1) {
            throw new ParameterException(command.commandLine(), "--limit: at least 1, not " + most);
        }
        limit = most;
    }

    List<DeadLetter> of(List<DeadLetter> newestFirst) {
        return newestFirst.stream()
                .filter(letter -> where.stream().allMatch(condition -> condition.test(letter)))
                .limit(limit)
                .toList();
    }

    static final class Condition implements ITypeConverter<Where> {
        @Override
        public Where convert(String text) {
            try {
                if (text.startsWith(OLDER_THAN)) {
                    return Where.receivedBefore(
                            Instant.now().minus(new DurationConverter().convert(text.substring(OLDER_THAN.length()))));
                }
                return Where.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
