package io.transcoder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.records.Reservation;
import io.transcoder.upload.Upload;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of all who would write an output, one may. */
@Tag("slow")
class ReservationsTest {
    private static final String OUTPUT = "out/VX-7.mxf_bitmovin.mp4";
    private static final Reservation FIRST = new Reservation(OUTPUT, "0000000000000001-0000000000000001", 1);
    private static final Reservation SECOND = new Reservation(OUTPUT, "0000000000000002-0000000000000002", 1);

    private final LedgerBench bench = LedgerBench.start();
    private final Reservations reservations = new Reservations(bench.records(), LedgerBench.PREFIX + "outputs/");

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void ofTwoAttemptsThatWouldWriteOneOutputTheFirstHoldsIt() {
        assertThat(reservations.reserve(OUTPUT, FIRST)).isEqualTo(FIRST);
        assertThat(reservations.reserve(OUTPUT, SECOND)).isEqualTo(FIRST);
        assertThat(reservations.reserve(OUTPUT, FIRST)).isEqualTo(FIRST);
    }

    @Test
    void allWhoAskAtOnceAreToldOfTheSameHolder() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Reservation>> all = IntStream.range(0, 8)
                    .<Callable<Reservation>>mapToObj(i -> () -> reservations.reserve(
                            OUTPUT, new Reservation(OUTPUT, "000000000000000" + i + "-0000000000000000", 1)))
                    .toList();

            Set<Reservation> told = threads.invokeAll(all).stream()
                    .map(ReservationsTest::answer)
                    .collect(Collectors.toSet());

            assertThat(told).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void otherOutputsAreFree() {
        reservations.reserve(OUTPUT, FIRST);
        var other = new Reservation("out/VX-8.mxf_bitmovin.mp4", SECOND.jobId(), 1);

        assertThat(reservations.reserve(other.output(), other)).isEqualTo(other);
    }

    @Test
    void onceItIsTakenAwayFromWhoHasEndedTheOtherGetsIt() {
        reservations.reserve(OUTPUT, FIRST);

        reservations.remove(OUTPUT, FIRST);

        assertThat(reservations.reserve(OUTPUT, SECOND)).isEqualTo(SECOND);
    }

    @Test
    void aReservationOfSomebodyElseIsNotTakenAway() {
        reservations.reserve(OUTPUT, FIRST);
        reservations.remove(OUTPUT, FIRST);
        reservations.reserve(OUTPUT, SECOND);

        reservations.remove(OUTPUT, FIRST);

        assertThat(reservations.reserve(OUTPUT, FIRST)).isEqualTo(SECOND);
    }

    @Test
    void aReservationThatChangesHandsBetweenTheLookAndTheDeleteStays() {
        reservations.reserve(OUTPUT, FIRST);
        bench.tap().on(request -> request.method().equals("DELETE")).before(() -> {
            String key = "_jobs/outputs/" + Upload.nameHash(OUTPUT);
            bench.behind().deleteObject(b -> b.bucket(LedgerBench.OUTPUTS).key(key));
            bench.put(key.substring(LedgerBench.PREFIX.length()), LedgerBench.json(SECOND));
        });

        reservations.remove(OUTPUT, FIRST);

        assertThat(reservations.reserve(OUTPUT, FIRST)).isEqualTo(SECOND);
    }

    @Test
    void takingAwayWhatIsGoneDoesNoHarm() {
        reservations.remove(OUTPUT, FIRST);

        assertThat(reservations.reserve(OUTPUT, SECOND)).isEqualTo(SECOND);
    }

    private static Reservation answer(Future<Reservation> asked) {
        try {
            return asked.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
