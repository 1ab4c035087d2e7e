package io.transcoder.lint;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.lint.model.Finding;
import io.transcoder.lint.model.Rule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule at least twice: it finds what was planted, at its line, and it leaves alone what only looks like it. */
@Tag("slow")
public class RulesTest {
    /**
     * @param line the beginning of the line that the finding names; null where nothing may be found
     */
    public record Example(String rule, String about, PlantedRoutes routes, String line) {
        @Override
        public String toString() {
            return rule + ": " + about;
        }
    }

    public static Stream<Example> examples() {
        return Stream.of(
                        SchemaExamples.all(),
                        StructureExamples.all(),
                        CallExamples.all(),
                        QueueExamples.all(),
                        DataExamples.all(),
                        CodeExamples.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void aRuleFindsWhatBreaksItAndNothingElse(Example example) {
        List<Finding> found = example.routes().findings(example.rule());

        if (example.line() == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found).isNotEmpty().allSatisfy(finding -> assertThat(
                            finding.file().endsWith(".properties")
                                    ? ""
                                    : example.routes().lineOf(finding))
                    .as(finding.toString())
                    .startsWith(example.line()));
        }
    }

    @Test
    void everyRuleHasAnExampleThatBreaksItAndOneThatDoesNot() {
        Set<String> rules = Rules.all().stream().map(Rule::id).collect(toCollection(TreeSet::new));

        assertThat(rules).hasSameSizeAs(Rules.all());
        assertThat(ids(true)).isEqualTo(rules);
        assertThat(ids(false)).isEqualTo(rules);
    }

    private static Set<String> ids(boolean failing) {
        return examples()
                .filter(example -> failing == (example.line() != null))
                .map(Example::rule)
                .collect(toCollection(TreeSet::new));
    }

    /** The ways that a rule follows are not always ways that an upload can take, such as through both of two filters. */
    @ParameterizedTest
    @ValueSource(strings = {"second-encoding", "stop-uncounted", "kamelet-calls-twice"})
    void whatMayBeSoundDoesNotStopTheStart(String id) {
        assertThat(Rules.all()).filteredOn(rule -> rule.id().equals(id)).noneMatch(Rule::isError);
    }

    /** Its forms write so what an edited step names. */
    @Test
    void theShippedRoutesBreakNoRuleAsKaotoWritesThem() {
        assertThat(asKaotoWritesThem().findings()).isEmpty();
    }

    @Test
    void whatIsWrongIsFoundAsKaotoWritesItToo() {
        assertThat(asKaotoWritesThem()
                        .edit("engine/settle.camel.yaml", "outcome} == 'FINISHED'", "outcome} != null")
                        .findings())
                .extracting(finding -> finding.rule().id())
                .containsOnly("delete-without-verification");
    }

    private static PlantedRoutes asKaotoWritesThem() {
        return PlantedRoutes.shipped()
                .editAll("( +)uri: direct:(\\S+)\n", "$1uri: direct\n$1parameters:\n$1  name: $2\n")
                .editAll("( +)uri: timer:(\\S+)\n( +)parameters:\n", "$1uri: timer\n$1parameters:\n$1  timerName: $2\n")
                .editAll(
                        "( +)uri: aws2-sqs:(\\S+)\n( +)parameters:\n",
                        "$1uri: aws2-sqs\n$1parameters:\n$1  queueNameOrArn: $2\n")
                .editAll(
                        "( +)uri: kamelet:(bitmovin\\S+)\n( +)parameters:\n",
                        "$1uri: kamelet:$2\n$1parameters:\n$1  templateId: $2\n");
    }

    @Test
    void theShippedRoutesBreakNoRule() {
        var shipped = PlantedRoutes.shipped();

        assertThat(shipped.files()).hasSizeGreaterThan(20);
        assertThat(shipped.findings()).isEmpty();
    }
}
