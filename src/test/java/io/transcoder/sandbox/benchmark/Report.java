package io.transcoder.sandbox.benchmark;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures as they come in: a line each for people, and all of them as JSON at the end. */
final class Report {
    private final Map<String, Object> json = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    void progress(String text) {
        System.out.println("  " + text);
        System.out.flush();
    }

    /** A line of the summary. */
    void line(String text) {
        lines.add(text);
        System.out.println(text);
        System.out.flush();
    }

    /** @param figures anything that Jackson writes */
    void figures(String name, Object figures) {
        json.put(name, figures);
    }

    void print() {
        System.out.println();
        lines.forEach(System.out::println);
    }

    void write(Path file) {
        try {
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(file.toFile(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
