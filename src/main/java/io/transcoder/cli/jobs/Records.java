package io.transcoder.cli.jobs;

import io.transcoder.job.view.JobRecords;
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
        record.put("at", entry.at());
        record.putAll(entry.details());
        return record;
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
