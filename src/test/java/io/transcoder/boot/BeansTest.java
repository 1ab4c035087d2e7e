package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Settings;
import io.transcoder.job.StartTurn.TurnKind;
import io.transcoder.job.Starts;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Start;
import io.transcoder.observe.Meters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the application sets up its beans, where tests of the beans choose their own times. */
@Tag("slow")
class BeansTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final LedgerBench bench = LedgerBench.start();

    @AfterEach
    void stop() {
        bench.close();
    }

    private static Settings settings() {
        var settings = new HashMap<>(EffectiveProperties.read(Path.of("application.properties")));
        settings.put("source.bucket", LedgerBench.SOURCES);
        settings.put("output.bucket", LedgerBench.OUTPUTS);
        settings.put("bitmovin.api-key", "key");
        settings.put("bitmovin.timeout", TIMEOUT.toSeconds() + "s");
        return Settings.of(EffectiveProperties.of(settings, Map.of(), Map.of()));
    }

    @Test
    void aStartIsLeftToWhoRecordedItForTwiceAsLongAsItsRequestMayTake() {
        Claim claim = bench.claimed(bench.upload("in/VX-7.mxf", "media"), 1, "enc-1");
        bench.ledger().start(claim, new Start("another", bench.clock().instant(), List.of(), null));
        var meters = new Meters(new SimpleMeterRegistry());
        Starts starts = (Starts) new Beans(
                        settings(),
                        List.of(),
                        bench.s3(),
                        null,
                        meters,
                        () -> null,
                        ResourceIds.asNamed(),
                        bench.clock())
                .all()
                .get("starts");

        bench.clock().passes(TIMEOUT.multipliedBy(2));
        assertThat(begin(starts, claim)).isEqualTo(TurnKind.THEIRS);
        bench.clock().passes(MOMENT);
        assertThat(begin(starts, claim)).isEqualTo(TurnKind.TAKEN_OVER);
    }

    private static TurnKind begin(Starts starts, Claim claim) {
        return starts.begin(new DefaultExchange(new DefaultCamelContext()), claim)
                .kind();
    }
}
