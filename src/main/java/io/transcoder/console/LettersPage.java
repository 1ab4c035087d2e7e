package io.transcoder.console;

import io.transcoder.deadletter.Cause;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.deadletter.ReplayPlan;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dead letters by cause, what to do about them, and replay and drop of those that are selected. */
public final class LettersPage extends Page {
    private static final int MOST = 10_000;

    private final LetterWork work;
    private final Desk desk;

    LettersPage(Desk desk) {
        super("/dead-letters", "Dead letters");
        this.desk = desk;
        this.work = desk.letters();
    }

    @Override
    Answer get(Request request) {
        LetterWork.Seen seen = work.seen();
        String job = request.value("job");
        List<DeadLetter> letters = seen.letters().stream()
                .filter(letter -> job.isEmpty() || job.equals(letter.jobId()))
                .toList();
        List<DeadLetter> selected = selected(letters, request);
        return switch (request.below()) {
            case "" ->
                Answer.page(
                        "letters",
                        new Listed(letters, seen, work.task(), job, desk.clock().instant()));
            case "plan", "drop" ->
                selected.isEmpty()
                        ? Answer.fault(400, "No letter is selected, or they are not in the queue any more.")
                        : request.below().equals("plan") ? plan(selected) : drop(selected);
            default ->
                seen.letters().stream()
                        .filter(letter -> letter.messageId().equals(request.below()))
                        .findFirst()
                        .map(letter -> Answer.page("letter", letter))
                        .orElseGet(() -> Answer.fault(404, "This dead letter is not in the queue any more."));
        };
    }

    @Override
    Answer post(Request request) {
        Set<String> ids = new HashSet<>(request.values("id"));
        boolean begun =
                switch (request.below()) {
                    case "replay" ->
                        work.replay(
                                ids,
                                !request.value("canary").isEmpty(),
                                !request.value("force").isEmpty());
                    case "drop" -> work.drop(ids);
                    case "read" -> {
                        work.read();
                        yield true;
                    }
                    default -> {
                        work.dismiss();
                        yield true;
                    }
                };
        Answer answer = Answer.to(path());
        return begun
                ? answer
                : answer.saying("Something else is at work on the letters. Try again when it is over.", false);
    }

    private static List<DeadLetter> selected(List<DeadLetter> letters, Request request) {
        Set<String> ids = new HashSet<>(request.values("id"));
        return letters.stream()
                .filter(letter -> ids.contains(letter.messageId())
                        || request.values("cause").contains(Cause.idOf(letter)))
                .limit(MOST)
                .toList();
    }

    private Answer plan(List<DeadLetter> letters) {
        List<ReplayPlan.PlannedReplay> planned = desk.replay().plan(letters, false);
        return Answer.page("plan", new Plan(planned, ReplayPlan.counts(planned)));
    }

    private Answer drop(List<DeadLetter> letters) {
        return Answer.page("drop", new Drop(letters, desk.workbench().archive().place()));
    }

    /**
     * @param task what is or was last at work, or null
     * @param job of which alone the letters are shown; empty for all
     */
    public record Listed(
            List<DeadLetter> letters, LetterWork.Seen seen, LetterWork.Task task, String job, Instant now) {}

    /** @param place where copies are kept */
    public record Drop(List<DeadLetter> letters, String place) {}

    public record Plan(List<ReplayPlan.PlannedReplay> planned, Map<ReplayPlan.Effect, Long> counts) {
        /** Whether some were tried too often. */
        public boolean hasRefused() {
            return counts.containsKey(ReplayPlan.Effect.REFUSED);
        }
    }
}
