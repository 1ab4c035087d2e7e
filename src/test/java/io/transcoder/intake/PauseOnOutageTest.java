package io.transcoder.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.StatefulService;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class PauseOnOutageTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicBoolean serviceIsThere = new AtomicBoolean();
    private final AtomicInteger probes = new AtomicInteger();
    private final PauseOnOutage policy = new PauseOnOutage(this::probe, Duration.ofMillis(50));
    private CountDownLatch holdsProbes = new CountDownLatch(0);
    private Route route;

    @BeforeEach
    void start() throws Exception {
        context.start();
        addRoute();
    }

    private void addRoute() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("in").routePolicy(policy).to("log:in");
            }
        });
        route = context.getRoute("in");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Exchange exchange(boolean failed) {
        Exchange exchange = new DefaultExchange(context);
        if (failed) {
            exchange.setException(new IllegalStateException("planted"));
        }
        return exchange;
    }

    @Test
    void failuresWithSuccessesInBetweenPauseNothing() {
        for (int i = 0; i < 20; i++) {
            policy.onExchangeDone(route, exchange(true));
            policy.onExchangeDone(route, exchange(true));
            policy.onExchangeDone(route, exchange(false));
        }

        assertThat(policy.isPaused()).isFalse();
    }

    @Test
    void whereTheProbeSucceedsAndMessagesFailOnThePausesGrow() {
        serviceIsThere.set(true);
        var pauses = new ArrayList<Duration>();

        for (int i = 0; i < 4; i++) {
            Instant begin = Instant.now();
            for (int failure = 0; failure < 3; failure++) {
                policy.onExchangeDone(route, exchange(true));
            }
            await().pollInterval(Duration.ofMillis(2)).until(() -> !policy.isPaused());
            pauses.add(Duration.between(begin, Instant.now()));
        }

        assertThat(pauses.get(1)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        assertThat(pauses.get(3)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @RepeatedTest(20)
    void howeverManyFailAtTheSameMomentTheProbeEndsThePause() throws Exception {
        int threads = 8;
        var together = new CountDownLatch(1);
        var pool = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            pool.execute(() -> {
                try {
                    together.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                policy.onExchangeDone(route, exchange(true));
            });
        }
        together.countDown();
        await().atMost(Duration.ofSeconds(30)).until(policy::isPaused);
        await().atMost(Duration.ofSeconds(30)).until(() -> probes.get() > 2);
        assertThat(policy.isPaused()).isTrue();

        serviceIsThere.set(true);

        await().atMost(Duration.ofSeconds(30)).until(() -> !policy.isPaused());
        pool.shutdown();
    }

    @Test
    void theRouteThatTakesTheOldOnesPlaceRunsAndIsPausedAnew() throws Exception {
        fails(3);
        assertThat(policy.isPaused()).isTrue();

        context.getRouteController().stopRoute("in");
        context.removeRoute("in");
        assertThat(policy.isPaused()).isFalse();
        int before = probes.get();
        addRoute();
        fails(2);
        assertThat(policy.isPaused()).isFalse();

        fails(1);
        assertThat(policy.isPaused()).isTrue();
        await().atMost(Duration.ofSeconds(30)).until(() -> probes.get() > before + 1);
        serviceIsThere.set(true);
        await().atMost(Duration.ofSeconds(30)).until(() -> !policy.isPaused());
    }

    /** A swap waits for exchanges, and a probe is none. */
    @Test
    void aProbeThatOutlivesItsRouteLeavesThePauseOfTheNextAlone() throws Exception {
        holdsProbes = new CountDownLatch(1);
        serviceIsThere.set(true);
        fails(3);
        await().atMost(Duration.ofSeconds(30)).until(() -> probes.get() == 1);
        context.getRouteController().stopRoute("in");
        context.removeRoute("in");
        addRoute();
        fails(3);
        assertThat(policy.isPaused()).isTrue();

        holdsProbes.countDown();

        await().atMost(Duration.ofSeconds(5)).until(() -> !policy.isPaused());
        await().atMost(Duration.ofSeconds(5))
                .until(() -> ((StatefulService) route.getConsumer()).getStatus() == ServiceStatus.Started);
    }

    private boolean probe() {
        probes.incrementAndGet();
        Receiver.await(holdsProbes);
        return serviceIsThere.get();
    }

    private void fails(int times) {
        for (int i = 0; i < times; i++) {
            policy.onExchangeDone(route, exchange(true));
        }
    }
}
