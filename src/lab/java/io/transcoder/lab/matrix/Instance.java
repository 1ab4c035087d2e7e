package io.transcoder.lab.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.sandbox.Wiretap;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** One running application with its own wires to the services, so that what it does can be told from what others do. */
final class Instance implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Wiretap s3;
    private final Wiretap sqs;
    private final Wiretap encoder;
    private final AppProcess process;
    private final Consumer<Request> asked;
    private final Set<String> released = new HashSet<>();
    private volatile boolean dead;
    private volatile boolean asleep;

    private Instance(
            String name, Wiretap s3, Wiretap sqs, Wiretap encoder, AppProcess process, Consumer<Request> asked) {
        this.name = name;
        this.s3 = s3;
        this.sqs = sqs;
        this.encoder = encoder;
        this.process = process;
        this.asked = asked;
        observe();
    }

    /** Where the services are. */
    record Services(URI s3, URI sqs, URI encoder) {}

    /**
     * @param ahead by how much the clock of the process is wrong
     * @param asked is told of each request to the store when it reaches the wire
     */
    static Instance start(
            String name,
            Services services,
            Map<String, String> settings,
            Path folder,
            Path routes,
            Duration ahead,
            Consumer<Request> asked) {
        Wiretap s3 = Wiretap.start("s3", services.s3());
        Wiretap sqs = Wiretap.start("sqs", services.sqs());
        Wiretap encoder = Wiretap.start("encoder", services.encoder());
        var wired = new HashMap<>(settings);
        wired.put("aws.s3.endpoint", s3.endpoint().toString());
        wired.put("aws.sqs.endpoint", sqs.endpoint().toString());
        wired.put("bitmovin.url", encoder.endpoint().toString());
        AppProcess process = AppProcess.start(folder, name, wired, routes, ahead);
        return new Instance(name, s3, sqs, encoder, process, asked);
    }

    void awaitReady() {
        Waiting.until("the first receive of " + name, Waiting.START, () -> {
            process.requireAlive();
            return sqs.operations().contains("ReceiveMessage");
        });
    }

    String name() {
        return name;
    }

    AppProcess process() {
        return process;
    }

    Wiretap tap(Place.Service service) {
        return switch (service) {
            case S3 -> s3;
            case SQS -> sqs;
            case ENCODER -> encoder;
        };
    }

    void kill() {
        dead = true;
        process.kill();
    }

    void sleep() {
        asleep = true;
        process.stop();
    }

    void wake() {
        asleep = false;
        process.cont();
    }

    boolean isDead() {
        return dead;
    }

    boolean isRunning() {
        return !dead && !asleep;
    }

    /** Of a long run the calls are too many to keep. */
    void forgetCalls() {
        s3.forgetCalls();
        sqs.forgetCalls();
        encoder.forgetCalls();
    }

    void heal() {
        s3.heal();
        sqs.heal();
        encoder.heal();
        observe();
    }

    private void observe() {
        observe(request -> {
            asked.accept(request);
            return false;
        });
    }

    /** @param every sees every call until {@link #heal}, and answers false */
    void observe(Predicate<Request> every) {
        Stream.of(s3, sqs, encoder).forEach(tap -> tap.on(every).refuse());
    }

    /** Polls of the queue without an answer. While there is one of a process that stands still, it may take a message. */
    boolean isPolling() {
        return sqs.calls().stream()
                .anyMatch(call -> call.operation().equals("ReceiveMessage")
                        && call.status() == 0
                        && call.faults().isEmpty()
                        && call.at().isAfter(Instant.now().minus(Waiting.POLL)));
    }

    /**
     * Makes the messages visible that this instance has received and not deleted, as the end of their visibility timeout would.
     * Each once.
     */
    int release(SandboxQueues queues, String queue) {
        int count = 0;
        String url = queues.url(queue);
        for (Call call : sqs.calls()) {
            if (call.operation().equals("ReceiveMessage") && call.status() == 200) {
                for (JsonNode message : tree(call.responseBody()).path("Messages")) {
                    String receipt = message.path("ReceiptHandle").asText();
                    if (released.add(receipt)) {
                        count += makeVisible(queues, url, receipt);
                    }
                }
            }
        }
        return count;
    }

    /** By arrival. */
    List<Call> calls() {
        return Stream.of(s3, sqs, encoder)
                .flatMap(tap -> tap.calls().stream())
                .sorted(Comparator.comparing(Call::at))
                .toList();
    }

    @Override
    public void close() {
        kill();
        s3.close();
        sqs.close();
        encoder.close();
    }

    private static int makeVisible(SandboxQueues queues, String url, String receipt) {
        try {
            queues.client()
                    .changeMessageVisibility(
                            r -> r.queueUrl(url).receiptHandle(receipt).visibilityTimeout(0));
            return 1;
        } catch (SqsException deletedOrReceivedAgain) {
            return 0;
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
