package io.transcoder.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;

/** Whose figures the page of the routes shows: those of an instance of this ledger, or none. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteFiguresTest {
    private static final String METRICS = """
            process_uptime_seconds 3723.4
            camel_exchanges_total{camelContext="transcoder",eventType="route",kind="CamelRoute",routeId="mp4"} 1234.0
            camel_exchanges_failed_total{camelContext="transcoder",eventType="route",kind="CamelRoute",routeId="mp4"} 5.0
            camel_route_policy_seconds_count{camelContext="transcoder",eventType="route",routeId="mp4"} 1234
            camel_route_policy_seconds_sum{camelContext="transcoder",eventType="route",routeId="mp4"} 617.0
            """;

    private Site site;
    private HttpServer instance;

    @BeforeAll
    void start() {
        site = Site.start();
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void answer() throws IOException {
        instance = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        instance.createContext("/", exchange -> {
            try (exchange) {
                boolean health = exchange.getRequestURI().getPath().equals("/observe/health");
                byte[] text = (health ? "{\"checks\":[{\"name\":\"instance\",\"message\":\"one\"}]}" : METRICS)
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, text.length);
                exchange.getResponseBody().write(text);
            }
        });
        instance.start();
    }

    @AfterEach
    void fallSilent() {
        instance.stop(0);
        site.names("_jobs/instances/").forEach(name -> site.s3()
                .deleteObject(b -> b.bucket(Site.OUTPUTS).key(name)));
    }

    @Test
    void anInstanceOfTheLedgerSaysHowOftenItsRoutesRan() {
        lives("one");

        assertThat(flow())
                .contains("Figures of the last 1 h 2 min, from the only running instance")
                .contains("1,234 done", "5 failed", "0.50 s each");
    }

    @Test
    void whereThereAreSeveralThePageSaysThatItIsOne() {
        lives("one");
        lives("two");

        assertThat(flow()).contains("from one of 2 running instances");
    }

    @Test
    void whatBelongsToAnotherLedgerIsLeftOut() {
        lives("two");

        assertThat(flow())
                .contains("Figures none: what answers at", "is no running instance of this installation")
                .doesNotContain("1,234");
    }

    @Test
    void whereNobodyAnswersThePageIsThereWithoutFigures() {
        instance.stop(0);

        assertThat(flow()).contains("Figures none: no instance answers at").contains("id=\"steps-mp4\"");
    }

    private void lives(String name) {
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/instances/" + name), RequestBody.empty());
    }

    private String flow() {
        // an instance counts as live for six periods after its last sign
        var overrides = Map.of(
                "camel.management.port", String.valueOf(instance.getAddress().getPort()), "watch.period", "1m");
        try (var console = ConsoleWorld.start(site, overrides, ConsoleOptions.local(false, "anna"))) {
            return console.signIn().get("/flow").body();
        }
    }
}
