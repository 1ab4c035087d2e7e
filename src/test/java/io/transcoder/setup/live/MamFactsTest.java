package io.transcoder.setup.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.config.EffectiveProperties;
import io.transcoder.sandbox.VidiCoreDouble;
import io.transcoder.setup.live.Fact.Verdict;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.vidispine.VidiCore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file of a job is known by its id or by its path, as the application's own look at it has it. */
class MamFactsTest {
    @ParameterizedTest
    @CsvSource({
        "fileId, VX-9, HOLDS, '[filePathMap]'",
        "filePathMap, VX-9=name.mxf, HOLDS, '[fileId]'",
        "user, someone, DIFFERS, '[fileId, filePathMap]'"
    })
    void aJobSaysItsFileByItsIdOrItsPath(String field, String value, Verdict verdict, String missing) {
        try (VidiCoreDouble mam = VidiCoreDouble.start()) {
            mam.jobs().add("VX-1", "STARTED", Instant.now(), "bitmovin-mp4", Map.of(field, value));
            Map<String, String> settings = EffectiveProperties.read(Path.of("application.properties"));
            settings.putAll(Map.of(
                    "source.bucket",
                    "mam-in",
                    "output.bucket",
                    "mam-out",
                    "vidispine.url",
                    mam.url().toString(),
                    "vidispine.user",
                    VidiCoreDouble.USER,
                    "vidispine.password",
                    VidiCoreDouble.PASSWORD,
                    "vidispine.shape-tag",
                    "bitmovin-mp4"));
            var installation = new Installation(EffectiveProperties.of(settings, Map.of(), Map.of()));

            Fact fact = new MamFacts(installation, Optional.of(new VidiCore(mam.url(), installation)))
                    .all()
                    .get(2)
                    .fact();

            assertThat(fact.verdict()).as(fact.line()).isEqualTo(verdict);
            assertThat(fact.seen()).endsWith(missing);
        }
    }
}
