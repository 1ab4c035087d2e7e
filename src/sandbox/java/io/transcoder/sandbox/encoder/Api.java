package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A plain HTTP client of the encoder for its own tests. */
final class Api {
    static final String KEY = "test-key";

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI url;
    private final String key;

    Api(Encoder encoder) {
        this(encoder.url(), KEY);
    }

    Api(URI url, String key) {
        this.url = url;
        this.key = key;
    }

    record Answer(HttpResponse<String> http) {
        int status() {
            return http.statusCode();
        }

        JsonNode json() {
            try {
                return RequestJudge.JSON.readTree(http.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + http.body(), e);
            }
        }

        JsonNode result() {
            if (status() >= 300) {
                throw new AssertionError(status() + " " + http.body());
            }
            return json().path("data").path("result");
        }

        String id() {
            return result().path("id").asText();
        }

        int code() {
            return json().path("data").path("code").asInt();
        }

        String field() {
            return json().path("data").path("details").path(0).path("field").asText();
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, "", Duration.ofSeconds(10));
    }

    Answer post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body.replace('\'', '"'), Duration.ofSeconds(10));
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, "", Duration.ofSeconds(10));
    }

    Answer send(String method, String path, String body, Duration timeout) throws IOException, InterruptedException {
        return new Answer(client.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(timeout)
                        .header("X-Api-Key", key)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    String status(String encodingId) throws IOException, InterruptedException {
        return get("/encoding/encodings/" + encodingId + "/status")
                .result()
                .path("status")
                .asText();
    }

    void awaitStatus(String encodingId, String wanted) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> status(encodingId), wanted::equals);
    }
}
