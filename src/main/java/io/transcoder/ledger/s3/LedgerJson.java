package io.transcoder.ledger.s3;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.time.Instant;

/** The JSON form of the ledger's records: an upload is its event as received, a time is ISO 8601. */
public final class LedgerJson {
    private LedgerJson() {}

    public static ObjectMapper mapper(S3EventReader events) {
        var module = new SimpleModule("ledger")
                .addSerializer(Instant.class, ToStringSerializer.instance)
                .addDeserializer(Instant.class, new InstantReader())
                .addSerializer(Upload.class, new UploadWriter())
                .addDeserializer(Upload.class, new UploadReader(events));
        // a newer version of the application may have written more than this one knows
        return JsonMapper.builder()
                .addModule(module)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    private static final class InstantReader extends StdScalarDeserializer<Instant> {
        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Instant.parse(parser.getText());
        }
    }

    /** The key stands beside the event: it may be the event's key as it is written there. */
    private static final class UploadWriter extends StdSerializer<Upload> {
        UploadWriter() {
            super(Upload.class);
        }

        @Override
        public void serialize(Upload upload, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeStartObject();
            generator.writeStringField("key", upload.key());
            generator.writeStringField("event", upload.event());
            generator.writeEndObject();
        }
    }

    /** An earlier release wrote the event alone. */
    private static final class UploadReader extends StdDeserializer<Upload> {
        private final transient S3EventReader events;

        UploadReader(S3EventReader events) {
            super(Upload.class);
            this.events = events;
        }

        @Override
        public Upload deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = parser.readValueAsTree();
            Upload upload = events.read(
                            node.isTextual()
                                    ? node.textValue()
                                    : node.path("event").asText())
                    .uploads()
                    .get(0);
            boolean asWritten = node.path("key").asText(upload.key()).equals(upload.rawKey());
            return asWritten ? upload.withRawKey() : upload;
        }
    }
}
