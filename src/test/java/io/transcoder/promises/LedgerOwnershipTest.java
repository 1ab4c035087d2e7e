package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Outcome;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A record is held against the configuration: a ledger belongs to one installation, and nothing is done by a record of another. */
class LedgerOwnershipTest extends RunningSite {
    @Test
    void anotherInstallationWithTheSameLedgerDoesNotStart() {
        site.store().createBucket("other-in");
        site.encoder().addS3Input("other-input", "other-in");

        assertThatThrownBy(() ->
                        site.startApplication(Map.of("source.bucket", "other-in", "bitmovin.input", "other-input")))
                .hasMessageContaining("mam-out/_jobs/")
                .hasMessageContaining("jobs.prefix")
                .hasMessageContaining(Site.SOURCES);
    }

    @Test
    void aNewLedgerIsNotTakenWhileEncodingsOfAnotherAreAtWork() {
        String key = "in/at-work.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() == 1));

        assertThatThrownBy(() -> site.startApplication(Map.of("jobs.prefix", "_other-jobs/")))
                .hasMessageContaining("jobs.prefix")
                .hasMessageContaining("jobs list");

        finish.complete(null);
        settled(key);
        site.startApplication(Map.of("jobs.prefix", "_other-jobs/")).close();
    }
}
