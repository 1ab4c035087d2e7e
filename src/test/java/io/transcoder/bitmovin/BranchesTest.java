package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.job.Encoding;
import io.transcoder.ledger.records.Asked;
import io.transcoder.ledger.records.Output;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class BranchesTest {
    private static final Asked WHOLE = new Asked(List.of(), List.of(), null);
    private static final Asked RETIMED = WHOLE.with(Asked.Cut.UNKNOWN);

    private final Exchange before = new DefaultExchange(new DefaultCamelContext());

    private Exchange branch(Map<String, Object> variables) {
        Exchange branch = before.copy();
        variables.forEach(branch::setVariable);
        return branch;
    }

    private Exchange building(UnaryOperator<Encoding> change) {
        return branch(Map.of("encoding", change.apply(before.getVariable("encoding", Encoding.class))));
    }

    private Exchange joined(Exchange... branches) {
        var strategy = new Branches();
        Exchange joined = null;
        for (Exchange branch : branches) {
            joined = strategy.aggregate(joined, branch, before);
        }
        return joined;
    }

    @Test
    void theEncodingHasWhatEachBranchAdded() {
        before.setVariable(
                "encoding", Encoding.created("e1").withStream("s0", "zero").asking("s0", WHOLE));

        Encoding encoding = joined(
                        building(of -> of.withFilter(0)
                                .withStream("s1", "one")
                                .withFilter(4)
                                .withOutput(new Output("out/1", "mp4/m1"))),
                        building(of -> of.withStartOptions(Map.of("list", List.of("a"), "one", 1))),
                        building(of -> of.withStream("s2", "two")
                                .withFilter(1)
                                .withOutput(new Output("out/2", "mp4/m2"))
                                .withStartOptions(Map.of("list", List.of("b")))))
                .getVariable("encoding", Encoding.class);

        assertThat(encoding.streams()).containsExactly("s0", "s1", "s2");
        assertThat(encoding.filters()).isEqualTo(Map.of("s0", Set.of(0), "s1", Set.of(4), "s2", Set.of(1)));
        assertThat(encoding.streamNames()).isEqualTo(Map.of("zero", "s0", "one", "s1", "two", "s2"));
        assertThat(encoding.outputs()).extracting(Output::key).containsExactly("out/1", "out/2");
        assertThat(encoding.startRequest()).isEqualTo(Map.of("list", List.of("a", "b"), "one", 1));
    }

    @Test
    void aBranchThatLeavesSomethingAsItWasDoesNotUndoWhatAnotherMadeOfIt() {
        before.setVariable(
                "encoding", Encoding.created("e1").withStream("s0", "zero").asking("s0", WHOLE));
        before.setVariable("left", "of an earlier attempt");
        Exchange first = branch(Map.of(
                "left",
                "made now",
                "encoding",
                before.getVariable("encoding", Encoding.class).asking("s0", RETIMED)));

        Exchange joined =
                joined(first, building(of -> of.withStream("s1", "one").asking("s1", WHOLE)));

        assertThat(joined.getVariable("left")).isEqualTo("made now");
        assertThat(joined.getVariable("encoding", Encoding.class).asked())
                .isEqualTo(Map.of("s0", RETIMED, "s1", WHOLE));
    }

    @Test
    void encodingsOfTwoBranchesAreRefusedWithTheVariablesOfTheFirst() {
        before.setVariable("encoding", Encoding.created("of before").complete());
        Exchange second = branch(Map.of("encoding", Encoding.created("e1"), "encodingId", "e1"));
        Exchange third = branch(Map.of("encoding", Encoding.created("e2"), "encodingId", "e2"));

        Exchange made = joined(branch(Map.of()), second);
        assertThat(made.getException()).isNull();
        assertThat(made.getVariable("encoding")).isEqualTo(Encoding.created("e1"));

        Exchange refused = joined(branch(Map.of()), second, third);
        assertThat(refused.getException()).hasMessageContaining("one encoding an upload");
        assertThat(refused.getVariable("encodingId")).isEqualTo("e1");
        assertThat(refused.getVariable("encoding")).isEqualTo(Encoding.created("e1"));
    }

    @Test
    void aSplitJoinsWhatIsAddedForEachOfItsParts() throws Exception {
        CamelContext context = new DefaultCamelContext();
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:a")
                            .split(body(), new Branches())
                            .process(part -> part.setVariable(
                                    "encoding",
                                    part.getVariable("encoding", Encoding.class)
                                            .withStream(part.getMessage().getBody(String.class), "any")));
                }
            });
            context.start();

            Exchange after = context.createProducerTemplate().send("direct:a", exchange -> {
                exchange.setVariable("encoding", Encoding.created("e1").withStream("s0", "zero"));
                exchange.getMessage().setBody(List.of("s1", "s2"));
            });

            assertThat(after.getVariable("encoding", Encoding.class).streams()).containsExactly("s0", "s1", "s2");
        } finally {
            context.stop();
        }
    }

    @Test
    void theFirstFailureIsThatOfAll() {
        before.setVariable("encoding", Encoding.created("e1"));
        Exchange refused = branch(Map.of("call", "POST /one"));
        refused.setException(new IllegalStateException("refused"));
        Exchange refusedToo = branch(Map.of("call", "POST /two"));
        refusedToo.setException(new IllegalStateException("refused too"));

        Exchange joined = joined(branch(Map.of("call", "POST /none")), refused, refusedToo);

        assertThat(joined.getException()).hasMessage("refused");
        assertThat(joined.getVariable("call")).isEqualTo("POST /one");
    }
}
