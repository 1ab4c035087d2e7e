package io.transcoder.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge of dashboard and alerts finds what is wrong. */
class PromQlTest {
    private static final Scrape SCRAPE = Scrape.of("""
            # HELP a_total of a
            # TYPE a_total counter
            a_total{state="deaf",step="GET /a/{id}"} 1.0
            # TYPE b_seconds histogram
            b_seconds_bucket{profile="mp4",le="1.0"} 0
            b_seconds_count{profile="mp4"} 1
            # TYPE c gauge
            c 1.0
            """);

    @Test
    void seriesLabelsAndGroupingAreFound() {
        PromQl query = PromQl.of(
                "histogram_quantile(0.95, sum by (le, profile) (rate(b_seconds_bucket{profile=~\"mp4|x\"}[5m]))) > 2 or c offset 5m");

        assertThat(query.selectors())
                .containsExactly(
                        new PromQl.Selector("b_seconds_bucket", Map.of("profile", "mp4|x")),
                        new PromQl.Selector("c", Map.of()));
        assertThat(query.grouping()).containsExactly("le", "profile");
    }

    @Test
    void whatIsThereIsNotMissing() {
        assertThat(PromQl.of("sum(a_total{state=\"deaf\",step=\"GET /a/{id}\"}) - time()")
                        .missingFrom(SCRAPE))
                .isEmpty();
        assertThat(PromQl.of("sum by (le) (b_seconds_bucket)").missingFrom(SCRAPE))
                .isEmpty();
    }

    @Test
    void aSeriesThatIsNotThereIsFound() {
        assertThat(PromQl.of("rate(b_total[5m])").missingFrom(SCRAPE)).containsExactly("There is no series b_total");
    }

    @Test
    void aLabelThatTheSeriesDoesNotHaveIsFound() {
        assertThat(PromQl.of("c{state=\"deaf\"}").missingFrom(SCRAPE)).containsExactly("c has no label state");
    }

    @Test
    void aValueThatALabelNeverHasIsFound() {
        assertThat(PromQl.of("a_total{state=\"def\"}").missingFrom(SCRAPE))
                .containsExactly("The label state is never def");
    }

    @Test
    void aGroupingByALabelOfNoSeriesIsFound() {
        assertThat(PromQl.of("sum by (profile) (a_total)").missingFrom(SCRAPE))
                .containsExactly("No series of the expression has the label profile");
    }

    @Test
    void aFunctionThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> PromQl.of("ratte(c[5m])")).hasMessageContaining("ratte");
    }

    @Test
    void whatIsNoPromQlIsRefused() {
        assertThatThrownBy(() -> PromQl.of("c ; d")).hasMessageContaining(";");
    }

    @Test
    void aLineThatIsNotInTheTextFormatIsRefused() {
        assertThatThrownBy(() -> Scrape.of("c{a=b")).hasMessageContaining("c{a=b");
    }
}
