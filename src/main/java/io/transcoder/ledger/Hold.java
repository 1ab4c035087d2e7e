package io.transcoder.ledger;

import io.transcoder.upload.NameForms;
import java.time.Instant;
import java.util.UUID;

/**
 * An operator's order that uploads wait before their start, or that of a budget that is used up.
 *
 * @param id no other pause has it, so that a request that the store carries out late can't touch a later one
 * @param prefix of the keys that wait; empty for all
 * @param reason null where the operator gave none
 */
public record Hold(String id, String prefix, String reason, String by, Instant at) {
    private static final String BUDGET = "budget";

    public static Hold on(String prefix, String reason, String by, Instant at) {
        return new Hold(UUID.randomUUID().toString(), prefix, reason, by, at);
    }

    /** @param period a day such as {@code 2026-11-29}, or a month */
    public static Hold ofBudget(String period, String reason, Instant at) {
        return new Hold(BUDGET + "-" + period, "", reason, BUDGET, at);
    }

    public boolean isOfBudget() {
        return id.startsWith(BUDGET);
    }

    public boolean covers(String key) {
        return NameForms.of(prefix).stream().anyMatch(key::startsWith);
    }

    /** Why something waits, for people. */
    public String text() {
        if (isOfBudget()) {
            return reason;
        }
        return reason == null ? "paused" : "paused: " + reason;
    }
}
