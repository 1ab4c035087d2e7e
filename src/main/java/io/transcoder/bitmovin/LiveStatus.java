package io.transcoder.bitmovin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Asks for one encoding's status, once and without Camel: for commands that start no routes. */
public final class LiveStatus {
    private static final String CALL = "GET /encoding/encodings/{encodingId}/status";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private final ObjectMapper json = JsonMapper.builder().build();
    private final HttpClient http;
    private final URI url;
    private final String apiKey;
    private final String organisation;
    private final Duration patience;
    private final String proxyLogin;

    /**
     * @param organisation empty where there is none
     * @param proxyLogin the value of {@code Proxy-Authorization}; empty where none is asked for
     */
    public LiveStatus(
            URI url, String apiKey, String organisation, Duration patience, ProxySelector proxy, String proxyLogin) {
        this.url = url;
        this.apiKey = apiKey;
        this.organisation = organisation;
        this.patience = patience;
        this.proxyLogin = proxyLogin;
        http = HttpClient.newBuilder().connectTimeout(patience).proxy(proxy).build();
    }

    /**
     * @throws BitmovinException where the answer is no success
     * @throws UncheckedIOException where there is no answer
     */
    @SuppressWarnings("unchecked")
    public EncodingStatus of(String encodingId) {
        HttpResponse<String> answer = ask(encodingId);
        Envelope envelope = Envelope.of(answer.body());
        JsonNode result = envelope.result()
                .filter(any -> answer.statusCode() == 200)
                .orElseThrow(() -> envelope.refusal(
                        CALL,
                        answer.statusCode(),
                        answer.headers().firstValue("Location").orElse(null),
                        answer.body()));
        return EncodingStatus.read(json.convertValue(result, Map.class));
    }

    private HttpResponse<String> ask(String encodingId) {
        if (!ID.matcher(encodingId).matches()) {
            throw new IllegalArgumentException("The ledger's encoding id is none: " + encodingId);
        }
        try {
            return http.send(request(encodingId), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(CALL + " got no answer from " + url.getHost() + " (" + e + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private HttpRequest request(String encodingId) {
        var request = HttpRequest.newBuilder(URI.create(url + "/encoding/encodings/" + encodingId + "/status"))
                .timeout(patience);
        try {
            request.header("X-Api-Key", apiKey);
        } catch (IllegalArgumentException e) {
            // whose message would show it
            throw new UncheckedIOException(new IOException("bitmovin.api-key has characters that no key has"));
        }
        if (!organisation.isEmpty()) {
            request.header("X-Tenant-Org-Id", organisation);
        }
        if (!proxyLogin.isEmpty()) {
            request.header("Proxy-Authorization", proxyLogin);
        }
        return request.build();
    }
}
