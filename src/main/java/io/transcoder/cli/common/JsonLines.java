package io.transcoder.cli.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** JSON documents, one a line, that no terminal acts upon. */
public final class JsonLines {
    private final PrintWriter out;
    private final ObjectMapper json = JsonMapper.builder().build();

    public JsonLines(PrintWriter out) {
        this.out = out;
    }

    public void print(Object document) {
        try {
            out.println(LogText.json(json.writeValueAsString(document)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
