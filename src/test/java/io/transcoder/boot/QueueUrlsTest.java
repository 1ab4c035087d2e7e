package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.aws.AwsClients;
import io.transcoder.config.Settings;
import io.transcoder.failure.ApplicationException;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.SqsClient;

@Tag("slow")
class QueueUrlsTest {
    private static final String NOTICES = "transcode-notices";

    private final Site site = Site.start();
    private Wiretap tap;
    private SqsClient sqs;

    @BeforeEach
    void start() {
        Map<String, String> settings = new HashMap<>(site.effective(Map.of()));
        tap = Wiretap.start("sqs", site.queues().endpoint());
        settings.put("aws.sqs.endpoint", tap.endpoint().toString());
        sqs = new AwsClients(Settings.of(settings)).sqs();
    }

    @AfterEach
    void stop() {
        sqs.close();
        tap.close();
        site.close();
    }

    @ParameterizedTest
    @CsvSource({"400, ThrottlingException", "403, OverLimit", "503, ServiceUnavailable"})
    void aStartWaitsWhereSqsOnlyHasNoTimeNow(int status, String code) {
        answer(status, code);
        QueueUrls urls = urls();

        assertThatThrownBy(() -> urls.apply(Site.EVENTS)).hasMessage("it waits");

        tap.heal();
        assertThat(urls.apply(Site.EVENTS)).endsWith("/" + Site.EVENTS);
    }

    @Test
    void whatSqsRefusesForGoodIsAnError() {
        QueueUrls urls = urls();
        assertThatThrownBy(() -> urls.apply("nobody-has-made-it"))
                .isInstanceOf(ApplicationException.class)
                .hasMessageContaining("nobody-has-made-it can't be used");

        answer(400, "AccessDeniedException");
        assertThatThrownBy(() -> urls.apply(Site.EVENTS)).isInstanceOf(ApplicationException.class);
    }

    @Test
    void whereSomebodyElseAnswersTheStartEnds() {
        tap.on(request -> true).always().answer(404, Map.of("Content-Type", "text/html"), "<html>not here</html>");

        assertThatThrownBy(() -> urls().apply(Site.EVENTS))
                .isInstanceOf(ApplicationException.class)
                .hasMessageContaining("can't be used");
    }

    @Test
    void theQueueThatOnlyTellsOthersEndsNoStart() {
        QueueUrls urls = urls();
        assertThat(urls.apply(NOTICES)).isEqualTo(site.queues().url(Site.EVENTS).replace(Site.EVENTS, NOTICES));

        String made =
                site.queues().client().createQueue(b -> b.queueName(NOTICES)).queueUrl();

        assertThat(urls.apply(NOTICES)).isEqualTo(made);
        assertThat(urls().apply(NOTICES)).isEqualTo(made);
    }

    private static void itWaits() {
        throw new IllegalStateException("it waits");
    }

    private QueueUrls urls() {
        return new QueueUrls(sqs, false, QueueUrlsTest::itWaits, NOTICES, Site.EVENTS);
    }

    private void answer(int status, String code) {
        tap.on(request -> true)
                .always()
                .answer(
                        status,
                        Map.of("Content-Type", "application/x-amz-json-1.0"),
                        "{\"__type\":\"com.amazonaws.sqs#" + code + "\",\"message\":\"planted\"}");
    }
}
