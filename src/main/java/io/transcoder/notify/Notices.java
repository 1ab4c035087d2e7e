package io.transcoder.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.job.Decision;
import io.transcoder.job.Price;
import io.transcoder.job.view.JobView;
import io.transcoder.job.view.JobViews;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.upload.LogText;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/**
 * Puts events where they wait to be sent, and gives them to the routes that send them. To put one twice is without effect, so whoever
 * may have died before does it again.
 *
 * @param channels by name; none where nobody is to be told
 * @param wanted whether a type of event is sent, such as {@code failed}
 */
public record Notices(
        Map<String, Channel> channels, Predicate<String> wanted, Ledger ledger, Optional<Price> price, Clock clock) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether anybody is to be told. */
    public boolean isOn() {
        return !channels.isEmpty();
    }

    /** For an attempt whose end is recorded. */
    public void ended(@Variable("marker") OpenMarker marker, @Variable("claim") Claim claim, @Variable("end") End end) {
        Map<String, Object> data = ofJob(ledger.historyTo(marker), claim, end.reason());
        data.put("kind", end.kind());
        data.put("code", end.code());
        String type = end.outcome().name().toLowerCase(Locale.ROOT);
        put(type, OpenMarker.of(claim).name(), claim.upload(), end.at(), data);
    }

    /** For an attempt whose start a pause or a budget holds. */
    public void held(@Variable("claim") Claim claim) {
        OpenMarker marker = OpenMarker.of(claim);
        Map<String, Object> data = ofJob(ledger.historyTo(marker), claim, "a budget is used up");
        data.put("state", "held");
        data.putIfAbsent("heldBy", "budget");
        put("held", marker.name(), claim.upload(), clock.instant(), data);
    }

    /** Before the record of an upload that needs no encoding: after it a message that comes again is dropped. */
    public void skipped(
            @Variable("upload") Upload upload,
            @Variable("decision") Decision decision,
            @Variable("skip") String reason) {
        put("skipped", upload.id() + "." + decision.attempt(), upload, clock.instant(), ofUpload(upload, reason));
    }

    /** For an upload that is none to transcode. */
    public void ignored(@Variable("upload") Upload upload, @Variable("leftOut") String reason) {
        Map<String, Object> data = ofUpload(upload, reason == null ? "no-profile" : reason);
        put("ignored", nameOf(upload, upload.event()), upload, clock.instant(), data);
    }

    /**
     * For a dead letter that is not sent yet.
     *
     * @param upload null where the message could not be read
     * @param tries how often the message has become a letter
     */
    public void parked(
            @Variable("upload") Upload upload,
            @Body String event,
            @Header("attempts") String tries,
            @Header("kind") String kind,
            @Header("reason") String reason) {
        Map<String, Object> data = ofUpload(upload, reason);
        data.put("kind", kind);
        put("failed", nameOf(upload, event) + "." + tries, upload, clock.instant(), data);
    }

    /**
     * For what the ledger, the encoder and the buckets do not agree on. As long as it lasts it is the same event.
     *
     * @param finding with {@code kind}, {@code what} and {@code since}
     */
    public void drift(@Body Map<String, Object> finding) {
        String what = String.valueOf(finding.get("what"));
        String id = finding.get("kind") + "-" + Upload.nameHash(what + " " + finding.get("since")) + ".drift";
        Map<String, Object> data = new LinkedHashMap<>(finding);
        data.values().removeIf(Objects::isNull);
        put("drift", event("drift", id, clock.instant(), data).put("subject", LogText.safe(what)));
    }

    /** The ids of the events to send now, those first that were not tried yet, the oldest first. Begins a round. */
    public List<String> due(@Variable("channel") String channel) {
        return channels.containsKey(channel) ? channels.get(channel).due() : List.of();
    }

    /** @return null where it was sent already, and in the rest of a round in which the receiver seems to be away or is slow */
    public ObjectNode read(@Variable("channel") String channel, @Variable("eventId") String id) {
        return channels.get(channel).read(id);
    }

    public void sent(
            @Variable("channel") String channel, @Variable("eventId") String id, @Variable("event") ObjectNode event) {
        channels.get(channel).sent(id, event);
    }

    public void failed(
            @Variable("channel") String channel,
            @Variable("eventId") String id,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        channels.get(channel).failed(id, why);
    }

    private void put(String type, String name, Upload upload, Instant time, Map<String, Object> data) {
        data.putIfAbsent("state", type);
        data.values().removeIf(Objects::isNull);
        ObjectNode event = event("upload." + type, name + "." + type, time, data);
        if (upload != null) {
            event.put("source", "/transcoder/" + upload.bucket()).put("subject", LogText.safe(upload.key()));
        }
        put(type, event);
    }

    private void put(String type, ObjectNode event) {
        if (wanted.test(type)) {
            channels.values().forEach(channel -> channel.put(event.get("id").asText(), event));
        }
    }

    /**
     * An event as CloudEvents 1.0 has it in JSON.
     *
     * @param id whoever gets two with one id has got the same event twice
     */
    public static ObjectNode event(String type, String id, Instant time, Map<String, Object> data) {
        return JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", "/transcoder")
                .put("type", "io.transcoder." + type)
                .put("time", time.toString())
                .put("datacontenttype", "application/json")
                .set("data", JSON.valueToTree(data));
    }

    /** As {@code jobs list --json} shows it, and what is known beside. */
    private Map<String, Object> ofJob(JobHistory history, Claim claim, String reason) {
        JobView view = new JobViews(ledger).of(history);
        Map<String, Object> data = Price.added(view.fields(), view.billableMinutes(), price);
        data.remove("failure");
        data.putIfAbsent("reason", reason);
        data.put("attempt", claim.attempt());
        data.put("profile", claim.profile());
        history.at(Part.START).ifPresent(start -> data.put("startedAt", start.toString()));
        return data;
    }

    private static Map<String, Object> ofUpload(Upload upload, String reason) {
        Map<String, Object> data = new LinkedHashMap<>();
        if (upload != null) {
            boolean seen = upload.source() != null;
            data.put("id", seen ? upload.id() : null);
            data.put("bucket", upload.bucket());
            data.put("key", upload.key());
            data.put("versionId", seen ? upload.source().versionId() : upload.versionId());
            data.put("etag", seen ? upload.source().eTag() : upload.eTag());
        }
        data.put("reason", reason);
        return data;
    }

    /** A message that comes again is the same text. */
    private static String nameOf(Upload upload, String event) {
        return (upload == null ? "message" : upload.keyHash()) + "-" + Upload.nameHash(event);
    }
}
