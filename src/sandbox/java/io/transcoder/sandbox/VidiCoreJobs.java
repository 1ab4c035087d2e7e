package io.transcoder.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The jobs of a VidiCore: they are listed by type and state, those of others only with {@code user=false}, with their data only with
 * {@code metadata=true}, a hundred unless {@code number} says otherwise. An abort is asynchronous, and of a job that is over it
 * changes nothing.
 */
public final class VidiCoreJobs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OVER = Set.of("FINISHED", "FINISHED_WARNING", "FAILED_TOTAL", "ABORTED");

    private final Map<String, ObjectNode> jobs = new TreeMap<>();
    private final List<String> reasons = new ArrayList<>();
    private String aborting = "ABORT_PENDING";
    private boolean filters = true;
    private Runnable onList = () -> {};

    VidiCoreJobs() {}

    /** @param data such as {@code fileId} and {@code filePathMap} */
    public synchronized void add(String id, String state, Instant started, String tags, Map<String, String> data) {
        ObjectNode job = JSON.createObjectNode()
                .put("jobId", id)
                .put("user", "editor")
                .put("started", started.toString())
                .put("status", state)
                .put("type", "TRANSCODE")
                .put("priority", "MEDIUM");
        ArrayNode fields = job.putArray("data");
        fields.addObject().put("key", "tags").put("value", tags);
        data.forEach((key, value) -> fields.addObject().put("key", key).put("value", value));
        jobs.put(id, job);
    }

    public synchronized String stateOf(String id) {
        return jobs.get(id).path("status").asText();
    }

    /** What was given with the aborts, in their order. */
    public synchronized List<String> reasons() {
        return List.copyOf(reasons);
    }

    /** The state of a job that is being aborted, which versions spell in two ways. */
    public synchronized void abortsAs(String state) {
        aborting = state;
    }

    /** From now on a list has every job, as it would have one whose state changes at that moment. */
    public synchronized void listsAll() {
        filters = false;
    }

    /** What happens while the next list is asked for. */
    public synchronized void onNextList(Runnable action) {
        onList = action;
    }

    public synchronized void clear() {
        jobs.clear();
        reasons.clear();
        aborting = "ABORT_PENDING";
        filters = true;
        onList = () -> {};
    }

    String list(Map<String, String> query) {
        Runnable before;
        synchronized (this) {
            before = onList;
            onList = () -> {};
        }
        before.run();
        return listed(query);
    }

    private synchronized String listed(Map<String, String> query) {
        List<ObjectNode> found = jobs.values().stream()
                .filter(job -> "false".equals(query.get("user")))
                .filter(job -> !filters || matches(job, query, "type", "type"))
                .filter(job -> !filters || matches(job, query, "state", "status"))
                .toList();
        ObjectNode reply = JSON.createObjectNode().put("hits", found.size());
        if (!found.isEmpty()) {
            ArrayNode all = reply.putArray("job");
            found.stream()
                    .limit(Integer.parseInt(query.getOrDefault("number", "100")))
                    .map(ObjectNode::deepCopy)
                    .forEach(job -> {
                        if (!"true".equals(query.get("metadata"))) {
                            job.remove("data");
                        }
                        all.add(job);
                    });
        }
        return reply.toString();
    }

    private static boolean matches(ObjectNode job, Map<String, String> query, String parameter, String field) {
        return !query.containsKey(parameter)
                || query.get(parameter).equals(job.path(field).asText());
    }

    /** @return the job; null where there is none */
    synchronized String abort(String id, Map<String, String> query) {
        ObjectNode job = jobs.get(id);
        if (job == null) {
            return null;
        }
        reasons.add(query.getOrDefault("reason", ""));
        if (!OVER.contains(job.path("status").asText())) {
            job.put("status", aborting);
        }
        ObjectNode reply = job.deepCopy();
        reply.remove("data");
        return reply.toString();
    }
}
