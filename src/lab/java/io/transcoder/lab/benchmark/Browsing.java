package io.transcoder.lab.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/** A session of the console, which gets pages and measures. */
record Browsing(HttpClient client, URI origin, String cookie) {
    /** @param address with the console's token */
    static Browsing signIn(URI address) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpResponse<Void> reply = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding());
        String cookie = reply.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        return new Browsing(client, address.resolve("/"), cookie);
    }

    /** @return seconds until the page is there */
    double get(String page) throws IOException, InterruptedException {
        Instant begin = Instant.now();
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(origin.resolve(page))
                        .header("Cookie", cookie)
                        .build(),
                BodyHandlers.ofString());
        if (reply.statusCode() != 200 || !reply.body().contains("<h1")) {
            throw new IOException("The page " + page + " was answered " + reply.statusCode() + ": " + reply.body());
        }
        return Duration.between(begin, Instant.now()).toMillis() / 1000.0;
    }
}
