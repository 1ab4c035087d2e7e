package io.transcoder.lab.benchmark;

import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.Site;
import java.time.Duration;

/**
 * SQS and S3 in a JVM of their own, so that their CPU time is not counted with a side's. Each side has queues, a source bucket
 * that sends its events there, unless the system property {@code quiet} is true, and an output bucket.
 */
final class Services {
    private static final Duration VISIBILITY = Duration.ofSeconds(120);

    private Services() {}

    public static void main(String[] sides) throws InterruptedException {
        SandboxQueues queues = SandboxQueues.start();
        SandboxStore store = SandboxStore.start();
        for (String side : System.getProperty("sides").split(",")) {
            store.createBucket(outputs(side));
            store.createBucket(sources(side));
            queues.createWithDeadLetters(events(side), deadLetters(side), Site.MAX_RECEIVES, VISIBILITY);
            String url = queues.url(events(side));
            if (!Boolean.getBoolean("quiet")) {
                store.onObjectCreated(sources(side), event -> queues.client()
                        .sendMessage(r -> r.queueUrl(url).messageBody(event)));
            }
        }
        System.out.println("services: " + store.endpoint() + " " + queues.endpoint());
        Thread.currentThread().join();
    }

    static String sources(String side) {
        return side + "-in";
    }

    static String outputs(String side) {
        return side + "-out";
    }

    static String events(String side) {
        return side + "-events";
    }

    static String deadLetters(String side) {
        return side + "-dead-letters";
    }
}
