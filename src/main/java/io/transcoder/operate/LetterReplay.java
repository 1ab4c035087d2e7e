package io.transcoder.operate;

import io.transcoder.boot.Workbench;
import io.transcoder.deadletter.CanaryLetter;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.deadletter.HeldLetters;
import io.transcoder.deadletter.Pace;
import io.transcoder.deadletter.ReplayPlan;
import io.transcoder.deadletter.ReplayResult;
import io.transcoder.ledger.JobHistory;
import io.transcoder.rehearsal.Rehearsal;
import io.transcoder.upload.LogText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Sends dead letters back to work, of which one may go first.
 *
 * @param effective the configuration in force
 * @param file where Camel's own keys are read from
 */
public record LetterReplay(Workbench workbench, Map<String, String> effective, Path file) {
    /** What a replay would do with each; nothing is done. */
    public List<ReplayPlan.PlannedReplay> plan(List<DeadLetter> letters, boolean force) {
        List<ReplayPlan.PlannedReplay> plan = workbench.plan().of(letters, force);
        if (plan.stream().noneMatch(LetterReplay::isNewEncode)) {
            return plan;
        }
        // whether a profile takes a key, only the routes say
        try (var rehearsal = new Rehearsal(effective, file)) {
            return plan.stream()
                    .map(planned -> isNewEncode(planned)
                                    && rehearsal.play(planned.letter().body()).isUncovered()
                            ? planned.withoutProfile()
                            : planned)
                    .toList();
        }
    }

    private static boolean isNewEncode(ReplayPlan.PlannedReplay planned) {
        return planned.effect() == ReplayPlan.Effect.NEW_ENCODE;
    }

    /**
     * Replays. Interrupted at any point it loses nothing, and pays for nothing twice.
     *
     * @param held all letters of the queue; those that are not selected are given back
     */
    public Report run(HeldLetters held, List<DeadLetter> selected, How how, Progress progress) {
        Set<String> known =
                held.newestFirst().stream().map(DeadLetter::messageId).collect(Collectors.toSet());
        List<DeadLetter> letters = selected.stream()
                .filter(letter -> !ReplayPlan.isRefused(letter, how.force()))
                .toList();
        held.keepOnly(letters);
        workbench
                .mamWarnings(letters.stream()
                        .map(DeadLetter::jobId)
                        .filter(Objects::nonNull)
                        .toList())
                .forEach(progress::say);
        int refused = selected.size() - letters.size();
        First first = how.canary() ? first(held, letters, known, how, progress) : new First(ReplayResult.NONE, true);
        if (!first.good()) {
            return new Report(first.sent(), refused, false);
        }
        List<DeadLetter> others = held.newestFirst();
        ReplayResult rest = workbench
                .replayer()
                .replay(held, others, how.pace(), soFar -> progress.sent(soFar.sent(), others.size()));
        ReplayResult total = first.sent().plus(rest);
        return new Report(total, refused, total.isComplete());
    }

    private First first(HeldLetters held, List<DeadLetter> letters, Set<String> known, How how, Progress progress) {
        List<ReplayPlan.PlannedReplay> plan = workbench.plan().of(letters, how.force());
        Optional<ReplayPlan.PlannedReplay> first =
                plan.stream().filter(planned -> planned.effect().works()).findFirst();
        if (first.isEmpty() && ReplayPlan.counts(plan).containsKey(ReplayPlan.Effect.NOT_SHOWN)) {
            // the application may be shown what we are not, and would pay for all of them
            progress.say("The others stay where they are: none can go first, as S3 does not show their sources,"
                    + " or their records can't be read");
            return new First(ReplayResult.NONE, false);
        }
        if (first.isEmpty()) {
            progress.say("No letter leads to an encode, so none has to go first");
            return new First(ReplayResult.NONE, true);
        }
        DeadLetter letter = first.get().letter();
        JobHistory before = workbench.ledger().history(first.get().jobId());
        progress.say("First " + letter.messageId() + ", "
                + LogText.safe(letter.upload().key()));
        ReplayResult sent = workbench.replayer().replay(held, List.of(letter), how.pace(), result -> {});
        if (sent.sent() == 0) {
            return new First(sent, false);
        }
        CanaryLetter.Verdict verdict = workbench.canary().await(letter, before, known, how.patience(), progress::say);
        progress.say((verdict.good() ? "It goes well: " : "The others stay where they are: ")
                + LogText.safe(verdict.text()));
        return new First(sent, verdict.good());
    }

    /** @param good whether the others may follow */
    private record First(ReplayResult sent, boolean good) {}

    /**
     * @param canary whether one goes first, and the others follow only if that one goes well
     * @param force also those that were tried too often
     * @param patience for the one that goes first
     */
    public record How(boolean canary, boolean force, Pace pace, Duration patience) {}

    /** Is told what goes on, by several threads. */
    public interface Progress {
        void say(String text);

        void sent(int done, int of);
    }

    /**
     * @param tooManyTries how many were refused for that
     * @param complete whether all others were sent and deleted
     */
    public record Report(ReplayResult total, int tooManyTries, boolean complete) {
        /** What did not go as it should, for people. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            total.refused()
                    .forEach((id, why) ->
                            lines.add(id + " stays a dead letter, the events queue refused it: " + LogText.safe(why)));
            if (!total.left().isEmpty()) {
                lines.add(total.left().size()
                        + " letters were sent but not deleted. To replay them again costs nothing, the"
                        + " ledger drops what is done: " + String.join(" ", total.left()));
            }
            if (total.stoppedBy() != null) {
                lines.add("Stopped early, the other letters stay where they are: " + LogText.safe(total.stoppedBy()));
            }
            if (tooManyTries > 0) {
                lines.add(tooManyTries + " refused: too many tries (" + ReplayPlan.MOST_TRIES
                        + " or more); --force replays them too");
            }
            return lines;
        }
    }
}
