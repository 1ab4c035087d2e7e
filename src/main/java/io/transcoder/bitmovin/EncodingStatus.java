package io.transcoder.bitmovin;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The status of an encoding, as the encoder gives it. An unknown status counts as not over, an unknown hint as none.
 *
 * @param progress percent
 * @param code null where there is no error
 * @param retryHint null where there is no error
 * @param messages why it failed, as the encoder and its subtasks say, what says most first; at most 20, without repetition
 * @see <a href="https://developer.bitmovin.com/encoding/docs/what-do-the-different-encodings-state-mean">States</a>
 */
public record EncodingStatus(String status, int progress, Integer code, String retryHint, List<String> messages) {
    private static final Set<String> FAILED = Set.of("ERROR", "CANCELED", "TRANSFER_ERROR");
    private static final Set<String> RETRY = Set.of("RETRY", "RETRY_IN_DIFFERENT_REGION");
    private static final Set<String> NO_CAUSE = Set.of("WARNING", "INFO", "DEBUG", "TRACE");
    private static final int MOST_MESSAGES = 20;
    private static final int LONGEST_MESSAGE = 1000;

    /** Says no more than the status. */
    private static final Pattern GENERIC = Pattern.compile(
            "(?i)(the )?(encoding|task|job)?( has)? ?failed\\W*|(an? )?(unknown |internal |undefined )?error( has)?( occurred)?\\W*");

    /** @param task as of the API, of which any field may be missing or of another form */
    public static EncodingStatus read(Map<String, Object> task) {
        var error = task.get("error") instanceof Map<?, ?> map ? map : Map.of();
        return new EncodingStatus(
                String.valueOf(task.get("status")),
                task.get("progress") instanceof Number number ? number.intValue() : 0,
                error.get("code") instanceof Number number ? number.intValue() : null,
                error.get("retryHint") instanceof String hint ? hint : null,
                causes(task, error.get("text")));
    }

    private static List<String> causes(Map<String, Object> task, Object text) {
        Stream<String> ofSubtasks = maps(task.get("subtasks")).flatMap(subtask -> texts(subtask)
                .map(cause ->
                        subtask.get("name") == null || saysLittle(cause) ? cause : subtask.get("name") + ": " + cause));
        return Stream.of(Stream.ofNullable(text).map(String::valueOf), texts(task), ofSubtasks)
                .flatMap(Function.identity())
                .filter(cause -> !cause.isBlank())
                .map(EncodingStatus::bounded)
                .distinct()
                .sorted(Comparator.comparing(EncodingStatus::saysLittle))
                .limit(MOST_MESSAGES)
                .toList();
    }

    private static boolean saysLittle(String cause) {
        return GENERIC.matcher(cause.strip()).matches();
    }

    /** The texts of a task's or subtask's messages, but for those that only accompany the work. */
    private static Stream<String> texts(Map<?, ?> task) {
        return maps(task.get("messages"))
                .filter(message ->
                        message.get("text") != null && !NO_CAUSE.contains(String.valueOf(message.get("type"))))
                .map(message -> String.valueOf(message.get("text")));
    }

    /** Those elements of a list of an answer that are objects; none where it is no list. */
    public static Stream<Map<?, ?>> maps(Object list) {
        return (list instanceof List<?> items ? items : List.of())
                .stream().filter(Map.class::isInstance).map(item -> (Map<?, ?>) item);
    }

    private static String bounded(String text) {
        String line = text.strip();
        return line.codePointCount(0, line.length()) <= LONGEST_MESSAGE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_MESSAGE));
    }

    public boolean isCreated() {
        return status.equals("CREATED");
    }

    public boolean isQueued() {
        return status.equals("QUEUED");
    }

    public boolean isFinished() {
        return status.equals("FINISHED");
    }

    public boolean isFailed() {
        return FAILED.contains(status);
    }

    /** The encoder will do no more for it. */
    public boolean isFinal() {
        return isFinished() || isFailed();
    }

    /** The encoder says that another encoding of the same source may do. */
    public boolean isWorthAnotherTry() {
        return status.equals("ERROR") && retryHint != null && RETRY.contains(retryHint);
    }
}
