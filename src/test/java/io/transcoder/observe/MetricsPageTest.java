package io.transcoder.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code mvn test -Dtest=MetricsPageTest -Ddocs.write=true} writes the page anew. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("docs/reference/metrics.md");

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        String page = MetricsPage.of();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).content().isEqualTo(page);
    }

    @ParameterizedTest
    @EnumSource
    void everyNameAndUnitIsAsPrometheusWantsThem(Metric metric) {
        assertThat(metric.prometheusName()).matches("transcoder_[a-z_]+[a-z]");
        assertThat(metric.unit()).isIn(null, "seconds", "ratio");
        assertThat(metric.meaning()).endsWith(".");
        assertThat(metric.labels().keySet()).allMatch(name -> name.matches("[a-z]+"));
    }
}
