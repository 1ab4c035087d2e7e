package io.transcoder.lab.benchmark;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures as they come in: a line each for people, and all of them as JSON at the end. */
final class Report {
    private final Map<String, Object> json = new LinkedHashMap<>();
    private final Map<String, List<String>> lines = new TreeMap<>();

    void progress(String text) {
        System.out.println("  " + text);
        System.out.flush();
    }

    /** @param block the part, which is the name of a place in the page, too */
    void line(String block, String text) {
        lines.computeIfAbsent(block, name -> new ArrayList<>()).add(text);
        System.out.println(text);
        System.out.flush();
    }

    /** @param figures anything that Jackson writes */
    void figures(String name, Object figures) {
        json.put(name, figures);
    }

    void print() {
        System.out.println();
        lines.values().forEach(block -> block.forEach(System.out::println));
    }

    /** Puts each block's lines between the two comments of the page that name it; other blocks stay as they are. */
    void writeInto(Path page) {
        try {
            String text = Files.readString(page);
            for (var block : lines.entrySet()) {
                String begin = "<!-- figures of " + block.getKey() + " -->\n";
                int from = text.indexOf(begin);
                int to = text.indexOf("<!-- end -->", from);
                if (from < 0 || to < 0) {
                    throw new IllegalStateException(page + " has no place for the figures of " + block.getKey());
                }
                String figures = "```\n" + String.join("\n", block.getValue()) + "\n```\n";
                text = text.substring(0, from + begin.length()) + figures + text.substring(to);
            }
            Files.writeString(page, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
