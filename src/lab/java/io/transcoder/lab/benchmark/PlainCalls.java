package io.transcoder.lab.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Bitmovin by the JDK's own HTTP client. */
final class PlainCalls implements EncoderCalls {
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final String url;
    private final String apiKey;
    private final ObjectMapper json;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .build();

    PlainCalls(String url, String apiKey, ObjectMapper json) {
        this.url = url;
        this.apiKey = apiKey;
        this.json = json;
    }

    @Override
    public String idOf(String kind, String name) {
        HttpRequest request =
                request("/encoding/" + kind + "?limit=100&offset=0").GET().build();
        for (JsonNode item : send(request).path("items")) {
            if (name.equals(item.path("name").asText())) {
                return item.path("id").asText();
            }
        }
        throw new IllegalStateException("Bitmovin has no " + name + " among its " + kind);
    }

    @Override
    public String createEncoding(String name, List<String> labels) {
        ObjectNode body = json.createObjectNode()
                .put("name", name)
                .put("cloudRegion", "AUTO")
                .put("encoderVersion", "STABLE");
        labels.forEach(body.putArray("labels")::add);
        return post("/encoding/encodings", body);
    }

    @Override
    public String addStream(
            String encodingId, String inputId, String inputPath, String selectionMode, String codecConfigId) {
        ObjectNode body = json.createObjectNode().put("codecConfigId", codecConfigId);
        body.putArray("inputStreams")
                .addObject()
                .put("inputId", inputId)
                .put("inputPath", inputPath)
                .put("selectionMode", selectionMode)
                .put("position", 0);
        return post("/encoding/encodings/" + encodingId + "/streams", body);
    }

    @Override
    public String addMuxing(
            String encodingId, String filename, List<String> streamIds, String outputId, String outputPath) {
        ObjectNode body = json.createObjectNode().put("filename", filename);
        var streams = body.putArray("streams");
        streamIds.forEach(id -> streams.addObject().put("streamId", id));
        ObjectNode output =
                body.putArray("outputs").addObject().put("outputId", outputId).put("outputPath", outputPath);
        output.putArray("acl").addObject().put("permission", "PRIVATE");
        return post("/encoding/encodings/" + encodingId + "/muxings/mp4", body);
    }

    @Override
    public void start(String encodingId) {
        post("/encoding/encodings/" + encodingId + "/start", json.createObjectNode());
    }

    private String post(String path, ObjectNode body) {
        try {
            HttpRequest request = request(path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
                    .build();
            return send(request).path("id").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER).header("X-Api-Key", apiKey);
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(request + " was answered with " + response.statusCode());
            }
            return json.readTree(response.body()).path("data").path("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
