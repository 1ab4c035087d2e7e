package io.transcoder.lint;

import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Rule;
import java.util.function.Predicate;

/**
 * Looks at one option of every address of a component.
 *
 * @param component how the address begins, such as {@code aws2-sqs:}; empty: every address
 * @param isRight of the option's value, which is empty where it is not given
 * @param text what is wrong where the value is not right
 */
record OptionCheck(String component, String option, Predicate<String> isRight, String text) implements Rule.Check {
    @Override
    public void look(RouteFolder folder, Findings found) {
        folder.endpoints().stream()
                .filter(step -> step.uri().startsWith(component) && !isRight.test(step.option(option)))
                .forEach(step -> found.at(step, text));
    }
}
