package io.transcoder.cli.jobs;

import io.transcoder.job.view.JobRecords;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A job's records, as the commands show them. */
public final class Records {
    private Records() {}

    public static Map<String, Object> fields(JobRecords.Entry entry) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("attempt", entry.attempt());
        record.put("record", name(entry));
        record.put("at", entry.at().toString());
        entry.details().forEach((name, value) -> record.put(name, value instanceof List<?> list ? plain(list) : value));
        return record;
    }

    private static List<?> plain(List<?> list) {
        return list.stream()
                .map(one -> one instanceof EncoderCall call ? fields(call) : one)
                .toList();
    }

    private static Map<String, Object> fields(EncoderCall call) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("call", call.call());
        fields.put("at", call.at().toString());
        fields.put("millis", call.millis());
        fields.put("status", call.status());
        fields.put("requestId", call.requestId());
        return fields;
    }

    public static void print(List<JobRecords.Entry> entries, PrintWriter out) {
        for (JobRecords.Entry entry : entries) {
            out.println("  " + entry.at() + "  attempt " + entry.attempt() + "  " + name(entry));
            entry.details().forEach((name, value) -> printDetail(name, value, out));
        }
    }

    private static void printDetail(String name, Object value, PrintWriter out) {
        List<?> values = value instanceof List<?> list ? list : List.of(value);
        values.forEach(one -> out.println("      " + name + ": " + LogText.safe(one.toString())));
    }

    private static String name(JobRecords.Entry entry) {
        return entry.part().name().toLowerCase(Locale.ROOT);
    }
}
