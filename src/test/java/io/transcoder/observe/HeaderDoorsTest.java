package io.transcoder.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.transcoder.boot.Application;
import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Whoever may send a message does not choose where a route's call goes. */
@Tag("slow")
class HeaderDoorsTest {
    private static final String ROUTES = """
            - route:
                id: tell
                description: Tells of a message.
                shutdownRunningTask: CompleteAllTasks
                from:
                  uri: aws2-sqs:news
                  parameters: { queueUrl: "{{queue-url:news}}", autoCreateQueue: false, messageAttributeNames: All }
                  steps:
                    - to: { id: go, uri: "direct:tell" }
            - route:
                id: tell-it
                description: Makes the call.
                from:
                  uri: direct:tell
                  steps:
                    - setHeader: { id: key, name: X-Api-Key, expression: { constant: { expression: "{{bitmovin.api-key}}" } } }
                    - to: { id: call, uri: "%s", parameters: { httpMethod: POST } }
            - route:
                id: pass-on
                description: Sends a message on.
                from:
                  uri: direct:pass-on
                  steps:
                    - to: { id: send, uri: "aws2-sqs:letters", parameters: { queueUrl: "{{queue-url:letters}}", autoCreateQueue: false } }
            """;

    @TempDir
    private Path folder;

    private final Site site = Site.start();
    private final List<HttpExchange> ours = new CopyOnWriteArrayList<>();
    private final List<HttpExchange> attackers = new CopyOnWriteArrayList<>();
    private HttpServer we;
    private HttpServer attacker;

    @BeforeEach
    void copyRoutes() throws IOException {
        we = server(ours);
        attacker = server(attackers);
        for (String name : List.of("news", "letters")) {
            site.queues().createWithDeadLetters(name, name + "-dead", 5, Duration.ofSeconds(5));
        }
        Path routes = Path.of("routes");
        try (Stream<Path> files = Files.walk(routes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(routes.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.writeString(folder.resolve("news.camel.yaml"), ROUTES.formatted(address(we) + "/ours"));
    }

    private static HttpServer server(List<HttpExchange> requests) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String address(HttpServer server) {
        return "http://localhost:" + server.getAddress().getPort();
    }

    @AfterEach
    void close() {
        we.stop(0);
        attacker.stop(0);
        site.close();
    }

    private Application application() {
        return site.application(Map.of("routes.directory", folder.toString()));
    }

    @Test
    void attributesOfAMessageSendNoKeyElsewhere() {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        for (String name : List.of("camelhttpuri", "CAMELRESTHTTPURI", "CamelHttpPath", "org.apache.camel.HttpUri")) {
            attributes.put(
                    name,
                    MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue(address(attacker) + "/{{bitmovin.api-key}}")
                            .build());
        }
        attributes.put(
                "job-id",
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue("j1")
                        .build());
        site.queues().client().sendMessage(b -> b.queueUrl(site.queues().url("news"))
                .messageBody("hello")
                .messageAttributes(attributes));

        try (Application application = application()) {
            application.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> !ours.isEmpty() || !attackers.isEmpty());
        }

        assertThat(attackers).isEmpty();
        assertThat(ours).allSatisfy(request -> {
            assertThat(request.getRequestURI()).hasToString("/ours");
            assertThat(request.getRequestHeaders().getFirst("job-id")).isEqualTo("j1");
            assertThat(request.getRequestHeaders().getFirst("X-Api-Key")).isEqualTo(Site.API_KEY);
        });
    }

    @Test
    void noHeaderGivesAnHttpCallAnotherAddress() {
        try (Application application = application()) {
            application.start();
            CamelContext context = application.context();
            var template = context.createProducerTemplate();
            for (String name : List.of("CamelHttpUri", "CamelRestHttpUri", "camelhttpuri")) {
                template.requestBodyAndHeader(
                        "direct:tell", "hello", name, address(attacker) + "/{{bitmovin.api-key}}");
            }
            template.requestBodyAndHeader("direct:tell", "hello", "CamelHttpPath", "/more");
            template.requestBodyAndHeaders(
                    "direct:tell", "hello", Map.of("CamelRestHttpQuery", "a=1", "CamelHttpRawQuery", "b=2"));
        }

        assertThat(attackers).isEmpty();
        assertThat(ours)
                .extracting(request -> request.getRequestURI().toString())
                .containsExactly("/ours", "/ours", "/ours", "/ours/more", "/ours");
    }

    @Test
    void noHeaderOfCamelLeavesWithAMessage() {
        try (Application application = application()) {
            application.start();
            application
                    .context()
                    .createProducerTemplate()
                    .requestBodyAndHeaders(
                            "direct:pass-on",
                            "hello",
                            Map.of("cAmElHttpUri", "x", "org.apache.CAMEL.a", "y", "kind", "z"));
        }

        assertThat(site.queues().peekAll("letters"))
                .singleElement()
                .satisfies(letter -> assertThat(letter.messageAttributes()).containsOnlyKeys("kind"));
    }
}
