package io.transcoder.console;

import io.transcoder.deadletter.Advice;
import io.transcoder.deadletter.Cause;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.deadletter.ReplayPlan;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The dead letters by cause, what to do about them, and replay and drop of those that are selected. */
public final class LettersPage implements Page {
    private static final int MOST = 10_000;

    private final LetterWork work;
    private final Desk desk;

    LettersPage(Desk desk) {
        this.desk = desk;
        this.work = desk.letters();
    }

    @Override
    public String path() {
        return "/dead-letters";
    }

    @Override
    public String title() {
        return "Dead letters";
    }

    @Override
    public Answer get(Request request) {
        LetterWork.Seen seen = work.seen();
        List<DeadLetter> selected = selected(seen.letters(), request);
        return switch (request.below()) {
            case "" -> Answer.page("letters", list(seen, request.value("job")));
            case "plan", "drop" ->
                selected.isEmpty()
                        ? Answer.fault(400, "No letter is selected, or they are not in the queue any more.")
                        : request.below().equals("plan")
                                ? Answer.page("plan", plan(selected))
                                : Answer.page(
                                        "drop",
                                        new Drop(
                                                selected,
                                                desk.workbench().archive().place()));
            default ->
                seen.letters().stream()
                        .filter(letter -> letter.messageId().equals(request.below()))
                        .findFirst()
                        .map(letter -> Answer.page("letter", new Letter(letter, Advice.on(letter))))
                        .orElseGet(() -> Answer.fault(404, "This dead letter is not in the queue any more."));
        };
    }

    @Override
    public Answer post(Request request) {
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

    private Listed list(LetterWork.Seen seen, String job) {
        List<DeadLetter> letters = seen.letters().stream()
                .filter(letter -> job.isEmpty() || job.equals(letter.jobId()))
                .toList();
        List<Group> groups = letters.stream()
                .collect(Collectors.groupingBy(LettersPage::cause, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(alike -> new Group(
                        alike.getKey(),
                        Cause.of(alike.getValue()).get(0),
                        alike.getValue(),
                        Advice.on(alike.getValue().get(0))))
                .sorted(Comparator.comparing((Group group) -> group.cause().count())
                        .reversed())
                .toList();
        return new Listed(
                groups, letters.size(), seen, work.task(), job, desk.clock().instant());
    }

    private static String cause(DeadLetter letter) {
        return letter.step() + "~" + letter.httpStatus() + "~" + letter.code() + "~" + letter.kind();
    }

    private static List<DeadLetter> selected(List<DeadLetter> letters, Request request) {
        Set<String> ids = new HashSet<>(request.values("id"));
        return letters.stream()
                .filter(letter -> ids.contains(letter.messageId())
                        || request.values("cause").contains(cause(letter)))
                .limit(MOST)
                .toList();
    }

    private Plan plan(List<DeadLetter> letters) {
        List<ReplayPlan.PlannedReplay> planned = desk.replay().plan(letters, false);
        Map<ReplayPlan.Effect, Long> counts = planned.stream()
                .collect(Collectors.groupingBy(
                        ReplayPlan.PlannedReplay::effect, LinkedHashMap::new, Collectors.counting()));
        return new Plan(planned, counts);
    }

    /**
     * @param id of the group, for its address
     * @param advice what to do about them
     */
    public record Group(String id, Cause cause, List<DeadLetter> letters, String advice) {}

    /**
     * @param task what is or was last at work, or null
     * @param job of which alone the letters are shown; empty for all
     */
    public record Listed(
            List<Group> groups, int count, LetterWork.Seen seen, LetterWork.Task task, String job, Instant now) {}

    /** @param place where copies are kept */
    public record Drop(List<DeadLetter> letters, String place) {}

    public record Letter(DeadLetter letter, String advice) {}

    public record Plan(List<ReplayPlan.PlannedReplay> planned, Map<ReplayPlan.Effect, Long> counts) {
        /** Whether some were tried too often. */
        public boolean hasRefused() {
            return counts.containsKey(ReplayPlan.Effect.REFUSED);
        }
    }
}
