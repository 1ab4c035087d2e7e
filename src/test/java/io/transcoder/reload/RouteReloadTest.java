package io.transcoder.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.LogLines;
import io.transcoder.failure.UnknownResourceException;
import io.transcoder.intake.PauseOnOutage;
import io.transcoder.reload.RouteHealth.Phase;
import io.transcoder.sandbox.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ServiceStatus;
import org.apache.camel.StatefulService;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a check that lets everything pass: what the running context does with an edit, a bad one included. */
@Tag("slow")
class RouteReloadTest {
    private static final String DOOR = """
            - route:
                id: door
                from:
                  uri: timer:door
                  parameters: { period: 20, synchronous: true }
                  steps:
                    - to: { uri: "direct:work" }
            - route:
                id: standing
                autoStartup: false
                from:
                  uri: timer:standing
                  steps:
                    - to: { uri: "direct:work" }
            """;
    private static final String WORK = """
            - route:
                id: work
                from:
                  uri: direct:work
                  steps:
                    - setBody: { constant: old }
                    - process: { ref: work }
            """;

    private static final String SLOW = """
            - route:
                id: slow
                from:
                  uri: timer:slow
                  parameters: { repeatCount: 1 }
                  steps:
                    - process: { ref: slow }
            """;

    @TempDir
    private Path folder;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch hold = new CountDownLatch(1);
    private final RouteHealth state = new RouteHealth();

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind("work", (Processor)
                exchange -> done.add(exchange.getMessage().getBody(String.class)));
        write("door.camel.yaml", DOOR);
        write("work.camel.yaml", WORK);
    }

    @AfterEach
    void stop() {
        hold.countDown();
        context.stop();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void load() throws Exception {
        for (String name : List.of("door.camel.yaml", "work.camel.yaml")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveResource(context, "file:" + folder.resolve(name)));
        }
        context.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> done.contains("old"));
    }

    private RouteSwap swap(Duration patience) {
        return new RouteSwap(context, folder, patience, new CountDownLatch(1));
    }

    private void reload() throws Exception {
        RouteReload reload = notBegun();
        load();
        reload.begin(context);
    }

    private RouteReload notBegun() {
        return notBegun(() -> {}, Clock.systemUTC());
    }

    private RouteReload notBegun(Runnable check, Clock clock) {
        var reload = new RouteReload(folder, check, state, clock);
        context.addLifecycleStrategy(reload);
        return reload;
    }

    private void becomes(Phase phase) {
        await().atMost(Duration.ofSeconds(60)).until(() -> state.entry().phase() == phase);
    }

    @Test
    void otherRoutesTakeThePlaceAndWhatStandsStillStandsStill() throws Exception {
        load();
        write("work.camel.yaml", WORK.replace("constant: old", "constant: new"));

        assertThat(swap(Duration.ofSeconds(10)).swap(RouteTexts.read(folder))).isTrue();

        int before = done.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> done.size() > before + 2);
        assertThat(List.copyOf(done).subList(before, before + 2)).containsOnly("new");
        assertThat(context.getRouteController().getRouteStatus("standing")).isEqualTo(ServiceStatus.Stopped);
        assertThat(context.getRoute("door").isAutoStartup()).isTrue();
        assertThat(context.getRouteDefinition("door").getAutoStartup()).isNull();
        assertThat(context.getRoutesSize()).isEqualTo(3);
    }

    @Test
    void whatIsAtWorkForTooLongLeavesEverythingAsItWas() throws Exception {
        load();
        context.getRegistry().bind("work", (Processor) exchange -> done.add("never"));
        write("work.camel.yaml", WORK.replace("process: { ref: work }", "process: { ref: slow }"));
        context.getRegistry().bind("slow", (Processor) exchange -> {
            done.add("slow");
            hold.await();
        });
        assertThat(swap(Duration.ofSeconds(10)).swap(RouteTexts.read(folder))).isTrue();
        await().atMost(Duration.ofSeconds(60)).until(() -> done.contains("slow"));
        write("work.camel.yaml", WORK);

        assertThat(swap(Duration.ofMillis(300)).swap(RouteTexts.read(folder))).isFalse();

        assertThat(context.getRouteDefinition("work").toString()).contains("slow");
        assertThat(((StatefulService) context.getRoute("door").getConsumer()).getStatus())
                .isEqualTo(ServiceStatus.Started);
        int before = done.size();
        hold.countDown();
        await().atMost(Duration.ofSeconds(60)).until(() -> done.size() > before + 1);
    }

    @Test
    void anIntakeThatAnOutagePausedMeanwhileStaysPaused() throws Exception {
        var serviceIsThere = new AtomicBoolean();
        var policy = new PauseOnOutage(serviceIsThere::get, Duration.ofMillis(50));
        context.getRegistry().bind("pauseOnOutage", policy);
        context.getRegistry().bind("slow", (Processor) exchange -> hold.await());
        write("door.camel.yaml", DOOR.replace("id: door\n", "id: door\n    routePolicy: pauseOnOutage\n"));
        write("work.camel.yaml", WORK + SLOW);
        load();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> context.getInflightRepository().size("slow") > 0);
        var stopped = new CountDownLatch(1);
        var swap = new RouteSwap(context, folder, Duration.ofMinutes(10), stopped);
        var swapped = CompletableFuture.supplyAsync(() -> isSwapped(swap));
        await().atMost(Duration.ofSeconds(60)).until(() -> door() == ServiceStatus.Suspended);
        Exchange failed = new DefaultExchange(context);
        failed.setException(new IllegalStateException("planted"));
        for (int i = 0; i < 3; i++) {
            policy.onExchangeDone(context.getRoute("door"), failed);
        }
        stopped.countDown();

        assertThat(swapped.get(60, TimeUnit.SECONDS)).isFalse();

        assertThat(door()).isEqualTo(ServiceStatus.Suspended);
        serviceIsThere.set(true);
        await().atMost(Duration.ofSeconds(60)).until(() -> door() == ServiceStatus.Started);
    }

    private boolean isSwapped(RouteSwap swap) {
        try {
            return swap.swap(RouteTexts.read(folder));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private ServiceStatus door() {
        return ((StatefulService) context.getRoute("door").getConsumer()).getStatus();
    }

    @Test
    void nothingIsLookedAtBeforeItBegins() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        RouteReload reload = notBegun();
        load();
        write("work.camel.yaml", WORK.replace("constant: old", "constant: new"));
        assertThat(watching(before)).isEmpty();

        reload.begin(context);

        assertThat(watching(before)).hasSize(1);
        await().atMost(Duration.ofSeconds(60)).until(() -> done.contains("new"));
    }

    private static List<Thread> watching(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().equals("route-reload"))
                .toList();
    }

    @Test
    void aStopEndsTheWait() throws Exception {
        var stopped = new CountDownLatch(1);
        load();
        context.getRegistry().bind("slow", (Processor) exchange -> hold.await());
        write("work.camel.yaml", WORK.replace("ref: work", "ref: slow"));
        swap(Duration.ofSeconds(10)).swap(RouteTexts.read(folder));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> context.getInflightRepository().size("work") > 0);
        stopped.countDown();

        assertThat(new RouteSwap(context, folder, Duration.ofMinutes(10), stopped).swap(RouteTexts.read(folder)))
                .isFalse();
    }

    @Test
    void aStopDoesNotWaitForACheckAndItsEditIsNotTaken() throws Exception {
        var checking = new CountDownLatch(1);
        var checked = new CompletableFuture<Void>();
        RouteReload reload = notBegun(
                () -> {
                    checking.countDown();
                    checked.join();
                },
                Clock.systemUTC());
        load();
        reload.begin(context);
        write("work.camel.yaml", WORK.replace("old", "new"));
        assertThat(checking.await(60, TimeUnit.SECONDS)).isTrue();

        context.stop();

        assertThat(checked).isNotDone();
        assertThat(state.entry().phase()).isEqualTo(Phase.CURRENT);
        assertThat(done).doesNotContain("new");
        checked.complete(null);
    }

    @Test
    void whatTheCheckLetPassAndTheContextRefusesBringsTheOldRoutesBack() throws Exception {
        reload();
        write("work.camel.yaml", WORK.replace("ref: work", "ref: nobody"));
        becomes(Phase.REFUSED);

        int before = done.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> done.size() > before);
        assertThat(state.entry().text()).contains("nobody").contains("work.camel.yaml");
        assertThat(state.differs()).isEqualTo(1);

        write("work.camel.yaml", WORK.replace("constant: old", "constant: mended"));
        await().atMost(Duration.ofSeconds(60)).until(() -> done.contains("mended"));
    }

    @Test
    void whatIsMissingAtBitmovinIsLookedForAgainAndSaidOnce() throws Exception {
        var clock = new SetClock(Instant.now());
        var looks = new AtomicInteger();
        var isMade = new AtomicBoolean();
        RouteReload reload = notBegun(
                () -> {
                    looks.incrementAndGet();
                    if (!isMade.get()) {
                        String why = looks.get() < 3
                                ? "the codec configurations can't be looked up now"
                                : "Bitmovin has no codec configuration named 'mine'";
                        throw new UnknownResourceException(why + " (requestId " + looks + ")");
                    }
                },
                clock);
        load();
        try (var log = LogLines.listen()) {
            reload.begin(context);
            write("work.camel.yaml", WORK.replace("constant: old", "constant: new"));
            afterMinutes(clock, () -> state.entry().phase() == Phase.REFUSED);
            int before = looks.get();
            afterMinutes(clock, () -> looks.get() > before + 3);
            assertThat(state.entry().text()).contains("named 'mine'");

            write("work.camel.yaml", WORK);
            afterMinutes(clock, () -> state.entry().phase() == Phase.CURRENT);
            write("work.camel.yaml", WORK.replace("constant: old", "constant: new"));
            afterMinutes(clock, () -> state.entry().phase() == Phase.REFUSED);
            isMade.set(true);
            afterMinutes(clock, () -> state.entry().phase() == Phase.CURRENT && done.contains("new"));

            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("ERROR The edited routes are refused"))
                    .as("once for each edit and reason")
                    .hasSize(3);
        }
    }

    private static void afterMinutes(SetClock clock, BooleanSupplier holds) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            clock.passes(Duration.ofMinutes(2));
            return holds.getAsBoolean();
        });
    }

    @Test
    void whereNothingComesBackTheHealthIsDown() throws Exception {
        reload();
        assertThat(state.call().getState()).isEqualTo(State.UP);
        context.getRegistry().unbind("work");
        write("work.camel.yaml", WORK.replace("constant: old", "constant: new"));
        becomes(Phase.LOST);

        var result = state.call();
        assertThat(result.getState()).isEqualTo(State.DOWN);
        assertThat(result.getMessage())
                .hasValueSatisfying(text -> assertThat(text).contains("restart"));
    }

    /** Nothing runs on that a refused edit could leave alone. */
    @Test
    void whereNothingRunsARefusedEditHidesNothingAndTheFilesOfBeforeAreLoadedAnew() throws Exception {
        var clock = new SetClock(Instant.now());
        var looks = new AtomicInteger();
        var isAway = new AtomicBoolean();
        RouteReload reload = notBegun(
                () -> {
                    looks.incrementAndGet();
                    if (isAway.get()) {
                        throw new UnknownResourceException("Bitmovin does not answer");
                    }
                },
                clock);
        load();
        reload.begin(context);
        context.getRegistry().unbind("work");
        write("work.camel.yaml", WORK.replace("constant: old", "constant: new"));
        afterMinutes(clock, () -> state.entry().phase() == Phase.LOST);

        isAway.set(true);
        int before = looks.get();
        afterMinutes(clock, () -> looks.get() > before + 2);
        assertThat(state.call().getState()).isEqualTo(State.DOWN);

        done.clear();
        context.getRegistry().bind("work", (Processor) exchange -> done.add("again"));
        write("work.camel.yaml", WORK);
        isAway.set(false);
        afterMinutes(clock, () -> done.contains("again"));
        becomes(Phase.CURRENT);
    }

    @Test
    void routesFromElsewhereSwitchItOff() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString(
                        "file:elsewhere.camel.yaml",
                        WORK.replace("id: work", "id: other").replace("direct:work", "direct:other")));
        reload();

        assertThat(watching(before)).isEmpty();
    }
}
