package io.transcoder.rehearsal;

import java.util.List;
import java.util.SortedMap;

/**
 * The result of one event in a rehearsal: what the routes did with it.
 *
 * @param failure why the message would have stayed in the queue; null where it would not
 */
public record Rehearsed(List<Job> jobs, List<Call> calls, List<Letter> letters, String failure) {
    /** Whether no profile takes what the event tells of. */
    public boolean isUncovered() {
        return failure == null
                && letters.isEmpty()
                && jobs.stream().allMatch(job -> job.profile() == null && job.skipped() == null);
    }

    /**
     * What became of one upload of the event.
     *
     * @param profile null where none took it
     * @param outputs the keys that its encoding would write
     * @param skipped why there is nothing to encode; null where there is
     */
    public record Job(String key, String profile, List<String> outputs, String skipped) {}

    /**
     * What would have left the application.
     *
     * @param step the step of the route that made it; empty where it has no id
     * @param call as the API reference writes it, e.g. {@code POST /encoding/encodings/{encodingId}/streams}; of anything but
     *     Bitmovin's API the address
     * @param path with the ids in it
     * @param headers without those that Camel keeps to itself
     * @param body null where there is none
     * @param madeId what the answer called the thing that the call made, a UUID
     */
    public record Call(
            String step, String call, String path, SortedMap<String, String> headers, String body, String madeId) {}

    /** The cause in a message that would have gone to the dead letters. */
    public record Letter(String kind, String step, String reason) {}
}
