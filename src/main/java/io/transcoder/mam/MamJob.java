package io.transcoder.mam;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.upload.LogText;
import io.transcoder.upload.NameForms;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The job of the MAM that waits for an upload, and what became of it.
 *
 * @param id null where no single job fits
 * @param state as the MAM calls it, in versions of VidiCore differently; null without a job
 */
public record MamJob(Fate fate, String id, String state) {
    private static final Set<String> OVER =
            Set.of("FINISHED", "FINISHED_WARNING", "FINISHED_TOTAL", "FAILED_TOTAL", "ABORTED");
    private static final Set<String> ENDING = Set.of("ABORT_PENDING", "ABORTED_PENDING");
    private static final Pattern ID = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,40}-\\d{1,18}");
    /** Of a list such as {@code VX-27=name.mxf,VX-30=other.mp4}. */
    private static final Pattern PATH = Pattern.compile("(?s)(?:^|,)(" + ID + ")=(.*?)(?=," + ID + "=|$)");

    /** What was done about a job, or why nothing was; explained in docs/operations.md. */
    public enum Fate {
        WAITING,
        ABORTED,
        ENDING,
        NONE,
        SEVERAL,
        UNCLEAR,
        REFUSED,
        WITHDRAWN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static MamJob without(Fate fate) {
        return new MamJob(fate, null, null);
    }

    /** Whether it may be aborted. */
    public boolean waits() {
        return fate == Fate.WAITING;
    }

    /**
     * Finds the job in VidiCore's list. It has to be a running transcode of this file alone, to this shape tag alone, that began
     * before the file was uploaded: a later one waits for another upload. Whatever is not known for certain fits nothing.
     *
     * @param name of the uploaded file, below the prefix of the external transcoder
     */
    static MamJob of(JsonNode list, String name, String shapeTag, Instant uploaded) {
        List<JsonNode> jobs = list.path("job").valueStream().toList();
        List<JsonNode> fitting =
                jobs.stream().filter(job -> fits(job, name, shapeTag, uploaded)).toList();
        if (fitting.size() != 1 || list.path("hits").asInt() > jobs.size()) {
            return without(fitting.isEmpty() && list.path("hits").asInt() <= jobs.size() ? Fate.NONE : Fate.SEVERAL);
        }
        String id = fitting.get(0).path("jobId").asText();
        String state = fitting.get(0).path("status").asText();
        boolean runs = state.equals("STARTED") && ID.matcher(id).matches();
        return new MamJob(ENDING.contains(state) ? Fate.ENDING : runs ? Fate.WAITING : Fate.UNCLEAR, id, state);
    }

    private static boolean fits(JsonNode job, String name, String shapeTag, Instant uploaded) {
        Map<String, String> data = job.path("data")
                .valueStream()
                .collect(Collectors.toMap(
                        field -> field.path("key").asText(),
                        field -> field.path("value").asText(),
                        (one, other) -> one + "," + other));
        return job.path("type").asText().equals("TRANSCODE")
                && !OVER.contains(job.path("status").asText())
                && shapeTag.equals(data.get("tags"))
                && isOf(name, data.get("fileId"), data.getOrDefault("filePathMap", ""))
                && began(job.path("started").asText(), uploaded);
    }

    private static boolean isOf(String name, String fileId, String paths) {
        Map<String, String> byId = PATH.matcher(paths)
                .results()
                .collect(Collectors.toMap(path -> path.group(1), path -> path.group(2), (one, other) -> ""));
        // of several files without the id of the source, none is known to be it
        String id =
                fileId == null && byId.size() == 1 ? byId.keySet().iterator().next() : fileId;
        String path = id == null ? null : byId.get(id);
        String file = lastOf(name);
        return path != null && NameForms.of(name).contains(path)
                || (path == null || lastOf(path).equals(file))
                        && file.replaceFirst("\\.[^.]*$", "").equals(id);
    }

    private static String lastOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static boolean began(String started, Instant uploaded) {
        try {
            return !OffsetDateTime.parse(started).toInstant().isAfter(uploaded);
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** For people. */
    @Override
    public String toString() {
        return fate.word() + (id == null ? "" : ", " + LogText.safe(id) + " (" + LogText.safe(state) + ")");
    }
}
