package io.transcoder.boot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.aws.AwsClients;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.failure.ApplicationException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Sends an event for a command, by the steps that the routes send theirs with. */
public final class NoticeLine implements AutoCloseable {
    private final SqsClient sqs;
    private final Main main = new Main();
    /** Null where there is none. */
    private RuntimeException queueFault;

    /** Starts; sends nothing. */
    public NoticeLine(Map<String, String> effective, Path file) {
        var settings = Settings.of(effective);
        sqs = new AwsClients(settings).sqs();
        CamelSetup.configureSteps(main, effective, file, "notify-send");
        settings.find(Setting.NOTIFY_QUEUE).ifPresent(this::findQueue);
        main.bind("sqs", sqs);
        main.bind("webhook", Beans.webhook(settings));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                support.getCamelContext()
                        .getPropertiesComponent()
                        .addPropertiesFunction(new QueueUrls(sqs, true, () -> {}));
            }
        });
        main.start();
    }

    /** A queue that can't be used must neither keep the other receiver from being tried nor be waited for. */
    private void findQueue(String queue) {
        try {
            main.addOverrideProperty(Setting.NOTIFY_QUEUE.key(), QueueUrls.now(sqs, queue, null));
        } catch (ApplicationException | SdkException e) {
            queueFault = e;
        }
    }

    /**
     * @param receiver {@link Setting#NOTIFY_URL} or {@link Setting#NOTIFY_QUEUE}
     * @return what the receiver answered, for people
     * @throws IllegalStateException where it has not taken the event; the message says why
     */
    public String send(Setting receiver, ObjectNode event) {
        boolean toUrl = receiver == Setting.NOTIFY_URL;
        if (!toUrl && queueFault != null) {
            throw new IllegalStateException(queueFault.getMessage(), queueFault);
        }
        Exchange answer = main.getCamelContext()
                .createProducerTemplate()
                .send(toUrl ? "direct:send-to-url" : "direct:send-to-queue", out -> out.setVariable("event", event));
        if (answer.getException() != null) {
            throw new IllegalStateException(answer.getException().getMessage(), answer.getException());
        }
        return (toUrl ? "status " : "message ")
                + answer.getMessage().getHeader(toUrl ? Exchange.HTTP_RESPONSE_CODE : "CamelAwsSqsMessageId");
    }

    @Override
    public void close() {
        main.stop();
        sqs.close();
    }
}
