package io.transcoder.lab.matrix;

import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Request;
import java.util.Set;
import java.util.regex.Pattern;

/** How the application's requests look: the only place that knows the ledger's names. */
final class Wire {
    static final String LEDGER = "_jobs/";
    static final String ORDERS = LEDGER + "orders/";
    static final String BILLS = LEDGER + "bills/";
    static final String BILLS_DUE = LEDGER + "bills-due/";

    private static final String JOB = "[0-9a-f]{16}-[0-9a-f]{16}";
    private static final Pattern OPEN = Pattern.compile(LEDGER + "open/([0-9a-f]{16})-[0-9a-f]{16}(?:\\.\\d+)?");
    /** What an application without work does as well. */
    private static final Set<String> IDLE =
            Set.of("ReceiveMessage", "ChangeMessageVisibility", "GET /encoding/encodings/{id}/status", "GetQueueUrl");

    private static final Pattern IDLE_IN_THE_STORE =
            Pattern.compile("LIST (?:_jobs/(?:open|orders|bills-due)/.*|out/)|\\S+ _jobs/"
                    + "(?:instances|installation|switches|budget|notify|canary).*|HEAD _jobs/.*|GET /mam-.*|HEAD ");

    private Wire() {}

    /** The operation, with the queue for a message that is sent. */
    static String of(Request request) {
        String operation = request.operation();
        return operation.startsWith("SendMessage")
                ? operation + (request.body().contains(Bench.DEAD_LETTERS) ? " dead-letters" : " events")
                : operation;
    }

    static String marker(String method) {
        return method + " " + LEDGER + "open/" + JOB + "(\\.\\d+)?";
    }

    /** @param name such as {@code 1.claim} */
    static String record(String name) {
        return "PUT " + LEDGER + JOB + "/" + Pattern.quote(name);
    }

    static String accepted(int attempt) {
        return "PUT " + LEDGER + "(starts/" + JOB + "/" + attempt + "|" + JOB + "/" + attempt + "\\.accepted)";
    }

    static String reservation() {
        return "PUT " + LEDGER + "outputs/[0-9a-f]+";
    }

    static String listOfJobs() {
        return "LIST " + LEDGER + "[0-9a-f]{16}.*";
    }

    /** That an attempt is about to be paid for. */
    static String announcement(String method) {
        return method + " " + BILLS_DUE + ".+";
    }

    static String billForSums() {
        return "PUT " + BILLS + ".+";
    }

    /** That an instance obeys a pause. */
    static String obeyed() {
        return "PUT " + LEDGER + "obeyed/[^/]+/[0-9a-f-]+";
    }

    /** Of an open marker's key the hash of bucket and key; null for another object. */
    static String keyHashOfMarker(String object) {
        var marker = OPEN.matcher(object);
        return marker.matches() ? marker.group(1) : null;
    }

    static boolean isIdle(Call call) {
        String operation = call.operation();
        boolean received =
                operation.equals("ReceiveMessage") && call.responseBody().contains("ReceiptHandle");
        return !received
                && call.faults().isEmpty()
                && (IDLE.contains(operation)
                        || IDLE_IN_THE_STORE.matcher(operation).matches());
    }
}
