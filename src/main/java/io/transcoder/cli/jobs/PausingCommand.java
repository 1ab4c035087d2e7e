package io.transcoder.cli.jobs;

import io.transcoder.cli.common.Operator;
import io.transcoder.cli.common.ProgressLine;
import io.transcoder.job.Pauses;
import io.transcoder.ledger.Hold;
import io.transcoder.upload.LogText;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;

/** What the commands have in common that pause and resume starts. */
abstract class PausingCommand extends LedgerCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int NAMED = 10;

    private final Set<String> said = new HashSet<>();

    @Mixin
    private Operator operator;

    @Option(
            names = "--prefix",
            paramLabel = "P",
            defaultValue = "",
            description = "Only uploads whose key begins so (default: all).")
    private String prefix;

    final String prefix() {
        return prefix;
    }

    final String operator() {
        return operator.name();
    }

    /** Pauses, unless that is done already, and says which. */
    final Hold pause(Pauses pauses, String reason) {
        List<Hold> before = pauses.on(prefix);
        if (!before.isEmpty()) {
            out().println("Paused already: " + line(before.get(0)));
            return before.get(0);
        }
        Hold hold = pauses.pause(prefix, reason == null || reason.isBlank() ? null : reason, operator());
        out().println("Paused: " + line(hold));
        return hold;
    }

    /** @return whether every live instance of a ledger in use obeys the pause by now; who does not is said */
    final boolean isObeyed(Pauses pauses, Hold hold, Instant until) {
        boolean obeyed = wait(
                pauses, hold, until, BETWEEN_LOOKS, "instances that may still start one:", () -> pauses.disobeying(hold)
                        .size());
        if (!obeyed) {
            Map<String, Instant> late = pauses.disobeying(hold);
            err().println("The pause stands, but " + late.size()
                    + " instance(s) may still start one, as they hang, have a start"
                    + " under way or are of an earlier release: " + late + ". In doubt: "
                    + named(pauses.started(hold, this::sayRefused).stream().filter(attempt -> !attempt.accepted()))
                    + ". The same command waits again");
        }
        return obeyed && isHeard(pauses);
    }

    /** Where no instance is there, one may be at work with another ledger. */
    private boolean isHeard(Pauses pauses) {
        if (pauses.isHeard()) {
            return true;
        }
        boolean isUsed = pauses.ledger().isOwned();
        err().println((isUsed ? "No running instance is seen" : "The pause stands, but no instance has ever been seen")
                + " in the ledger " + pauses.ledger().place()
                + ": make sure that jobs.bucket, jobs.prefix and output.bucket are those of the instances");
        return isUsed;
    }

    /**
     * Once it could be looked at, a store that does not answer is asked again: nobody waits for days in vain.
     *
     * @return whether the number has come down to nothing in time
     * @throws IllegalStateException where somebody else has resumed meanwhile, so that it says nothing
     */
    final boolean wait(Pauses pauses, Hold hold, Instant until, Duration between, String what, IntSupplier count) {
        var progress = new ProgressLine(err(), what);
        try {
            for (boolean isFirst = true; ; isFirst = false) {
                try {
                    int left = count.getAsInt();
                    requireStanding(pauses, hold);
                    if (left == 0) {
                        return true;
                    }
                    progress.counted(left);
                } catch (SdkException e) {
                    if (isFirst) {
                        throw e;
                    }
                    sayOnce("The ledger can't be read at this moment, and is looked at again: ", e.getMessage());
                }
                if (Instant.now().isAfter(until)) {
                    return false;
                }
                LockSupport.parkNanos(Collections.min(List.of(between, Duration.between(Instant.now(), until)))
                        .toNanos());
            }
        } finally {
            progress.end();
        }
    }

    final void sayOnce(String what, String why) {
        if (said.add(what)) {
            err().println(what + LogText.safe(why));
        }
    }

    final void sayRefused(String why) {
        err().println("Whether its encoding is at work nobody can say: " + LogText.safe(why));
    }

    private static void requireStanding(Pauses pauses, Hold hold) {
        pauses.resumed(hold).ifPresent(by -> {
            throw new IllegalStateException(
                    "The pause does not stand any more, so encodings may start: it was resumed by "
                            + LogText.safe(by.by()) + " at " + by.at());
        });
    }

    static String named(Stream<Pauses.Started> attempts) {
        List<String> all = attempts.map(
                        attempt -> LogText.safe(attempt.claim().upload().key()) + " (job "
                                + attempt.claim().jobId() + ")")
                .toList();
        return all.isEmpty()
                ? "none"
                : all.stream().limit(NAMED).collect(Collectors.joining(", "))
                        + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "");
    }

    static String line(Hold hold) {
        return String.format(
                Locale.ROOT,
                "%s, since %s by %s%s",
                hold.prefix().isEmpty() ? "all uploads" : "uploads under " + LogText.safe(hold.prefix()),
                hold.at(),
                LogText.safe(hold.by()),
                hold.reason() == null ? "" : ": " + LogText.safe(hold.reason()));
    }
}
