package io.transcoder.setup.live;

import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.UnknownResourceException;
import io.transcoder.setup.live.Fact.Verdict;
import io.transcoder.setup.step.Trouble;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.apache.camel.CamelExecutionException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A check of one assumption.
 *
 * @param name by which {@code setup-texts.yaml} and docs/reference/assumptions.md have it
 */
record LiveCheck(String name, Supplier<Seen> look) {
    /** @throws CancellationException where the run is given up; what else goes wrong leaves the assumption open */
    Fact fact() {
        try {
            Seen seen = look.get();
            return Fact.of(name, seen.verdict(), seen.text());
        } catch (CancellationException e) {
            throw e;
        } catch (BitmovinException | UnknownResourceException | SdkException | Trouble | IllegalStateException e) {
            return Fact.of(name, Verdict.NOT_SEEN, e.getMessage());
        } catch (CamelExecutionException e) {
            return Fact.of(name, Verdict.NOT_SEEN, "Bitmovin gave no answer: " + e.getCause());
        }
    }

    /** @param text for people */
    record Seen(Verdict verdict, String text) {
        static Seen of(boolean holds, String text) {
            return new Seen(holds ? Verdict.HOLDS : Verdict.DIFFERS, text);
        }

        static Seen not(String why) {
            return new Seen(Verdict.NOT_SEEN, why);
        }
    }
}
