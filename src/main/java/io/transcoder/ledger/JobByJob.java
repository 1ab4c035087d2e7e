package io.transcoder.ledger;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the records of many jobs: one that is refused, or that nobody can read, keeps no other job back. */
public final class JobByJob {
    private JobByJob() {}

    /**
     * @param refused is told which record it is and what is wrong with it, for people
     * @return nothing where a record of the job is refused
     */
    public static <T> Optional<T> read(Supplier<Optional<T>> job, Consumer<String> refused) {
        try {
            return job.get();
        } catch (ForeignLedgerException | UncheckedIOException e) {
            refused.accept(e.getMessage());
            return Optional.empty();
        }
    }
}
