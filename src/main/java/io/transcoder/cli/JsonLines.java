package io.transcoder.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** JSON documents, one a line, that no terminal acts upon. */
final class JsonLines {
    private final PrintWriter out;
    private final ObjectMapper json = JsonMapper.builder().build();

    JsonLines(PrintWriter out) {
        this.out = out;
    }

    void print(Object document) {
        try {
            out.println(LogText.json(json.writeValueAsString(document)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
