package io.transcoder.lab.matrix;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A history as a file: what a build did that broke a promise, to be judged again. */
record Recorded(String cell, List<Violation> violations, History history) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .registerModule(new SimpleModule()
                    .addSerializer(Instant.class, new ToStringSerializer())
                    .addDeserializer(Instant.class, new Time()))
            .enable(SerializationFeature.INDENT_OUTPUT);

    static void write(CellResult result, Path file) throws IOException {
        JSON.writeValue(file.toFile(), new Recorded(result.cell(), result.violations(), result.history()));
    }

    static Recorded read(InputStream in) throws IOException {
        return JSON.readValue(in, Recorded.class);
    }

    private static final class Time extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        private Time() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Instant.parse(parser.getText());
        }
    }
}
