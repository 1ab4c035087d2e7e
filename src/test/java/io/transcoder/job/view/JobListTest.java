package io.transcoder.job.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.Hold;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.upload.Source;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class JobListTest {
    /** Who looks between the two LISTs of another would take them for held. */
    @Test
    void howeverManyWaitForTheirStartTheOrdersAndTheAnnouncementsAreListedOnce() {
        try (var bench = LedgerBench.start()) {
            bench.ledger().orderBook().pause(Hold.ofBudget("2026-11-30", "used up", Instant.now()));
            List<Integer> many = IntStream.range(0, 40).boxed().toList();
            AtOnce.each(8, many, i -> {
                Claim claim = bench.claimed(
                        LedgerBench.pointed("in/2026.11.30." + i + ".mxf")
                                .seenAs(new Source("e" + i, null, Instant.EPOCH, 5)),
                        1,
                        "enc-" + i);
                bench.ledger().bills().announce(Bill.due(claim, "2026-11-30", 5.0));
            });
            bench.tap().forgetCalls();

            assertThat(new JobList(bench.ledger(LedgerBench.OWNER), new SilentProgress()).since(Instant.EPOCH))
                    .hasSize(many.size())
                    .extracting(JobView::stage)
                    .containsOnly(Stage.CLAIMED);
            wereListedOnce(bench);
            new JobSearch(bench.ledger(LedgerBench.OWNER), LedgerBench.SOURCES).find("2026.11.30.7.mxf");
            wereListedOnce(bench);
        }
    }

    private static void wereListedOnce(LedgerBench bench) {
        for (String folder : List.of("orders/", "bills-due/")) {
            assertThat(bench.tap().operations())
                    .filteredOn(operation -> operation.equals("LIST " + LedgerBench.PREFIX + folder))
                    .as(folder)
                    .hasSize(1);
        }
        bench.tap().forgetCalls();
    }
}
