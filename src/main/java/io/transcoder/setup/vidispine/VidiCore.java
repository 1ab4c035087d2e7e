package io.transcoder.setup.vidispine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.config.HttpProxy;
import io.transcoder.config.Setting;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A client of the MAM's REST API, which reads JSON and writes XML. Any 2xx is a success; a request without a body has no content
 * type, which the server would refuse. No answer is quoted, for it may repeat a URI with its keys.
 */
public final class VidiCore {
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final ObjectMapper json = JsonMapper.builder().build();
    private final HttpProxy proxy;
    private final HttpClient client;
    private final URI url;
    private final Installation installation;

    /** @param url of the server, with or without {@code /API} at its end */
    public VidiCore(URI url, Installation installation) {
        this.installation = installation;
        proxy = HttpProxy.of(installation.settings());
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .proxy(proxy.selector())
                .build();
        String text = url.toString();
        this.url = URI.create(text.endsWith("/API") ? text : text + "/API");
    }

    /** @return empty where there is no such thing */
    Optional<JsonNode> get(String path) {
        HttpResponse<String> response = send(path, request(path).GET());
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        require(response, "GET " + path);
        try {
            return Optional.of(json.readTree(response.body().isBlank() ? "{}" : response.body()));
        } catch (JsonProcessingException e) {
            throw Trouble.of("mam-no-json", path);
        }
    }

    /** The items of a list under a name; none where there is no such list. */
    public List<JsonNode> list(String path, String name) {
        return get(path).stream().flatMap(list -> list.path(name).valueStream()).toList();
    }

    /** A text as a part of an address. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @param method {@code PUT} or {@code POST} */
    void write(String method, String path, String xml) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", "application/xml").method(method, BodyPublishers.ofString(xml));
        require(send(path, request), method + " " + path);
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER)
                .header("Accept", "application/json")
                .header("Authorization", authorization());
        proxy.authorization(url.getHost()).ifPresent(login -> request.header("Proxy-Authorization", login));
        return request;
    }

    /** Made anew with each call, since a password in a vault may change. */
    private String authorization() {
        String user = installation.settings().find(Setting.VIDISPINE_USER).orElse("");
        String password = installation.secret(Setting.VIDISPINE_PASSWORD).orElse("");
        byte[] credentials = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw Trouble.of("mam-silent", path, e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Trouble.of("mam-interrupted");
        }
    }

    private void require(HttpResponse<String> response, String call) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return;
        }
        String id =
                switch (status) {
                    case 401 -> "mam-wrong-password";
                    case 403 -> "mam-denied";
                    default -> status >= 500 ? "mam-failed" : "mam-refused";
                };
        throw Trouble.of(id, call + " was answered " + status + reason(response.body()));
    }

    /** VidiCore's error documents have one key, the kind of the error. */
    private String reason(String body) {
        try {
            Iterator<String> names = json.readTree(body).fieldNames();
            String name = names.hasNext() ? names.next() : "";
            return name.matches("[A-Za-z]{1,40}") ? ", " + name : "";
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
