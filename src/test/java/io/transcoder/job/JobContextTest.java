package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Whose line a log line is. */
class JobContextTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> lines = new ArrayList<>();
    private final Upload upload = upload("in/new.mxf");
    private final Upload older = upload("in/old.mxf");
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind("jobContext", new JobContext("here", "of-mam-in"));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:name")
                        .process(JobContextTest.this::line)
                        .setVariable("upload", body())
                        .bean("jobContext", "ofUpload")
                        .to("direct:go-on");
                from("direct:go-on").bean("jobContext", "ofUpload").process(JobContextTest.this::line);
                from("direct:with-older")
                        .to("direct:name")
                        .split(constant(List.of(older)))
                        .to("direct:name")
                        .end()
                        .process(JobContextTest.this::line);
                from("direct:failing").to("direct:name").throwException(new IllegalStateException("no"));
            }
        });
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
        MDC.clear();
    }

    @Test
    void aLineOfAnUploadHasItsJobAndKeyInEveryRoute() {
        template.sendBody("direct:name", upload);

        assertThat(lines).containsExactly("null null", whose(upload));
    }

    @Test
    void theNextMessageOfTheThreadIsNobodysUntilItsUploadIsKnown() {
        template.sendBody("direct:name", older);
        template.sendBody("direct:name", upload);

        assertThat(lines.get(2)).isEqualTo("null null");
    }

    @Test
    void aFailedUploadLeavesNothingBehindEither() {
        assertThatThrownBy(() -> template.sendBody("direct:failing", upload)).hasRootCauseMessage("no");

        assertThat(MDC.get("job")).isNull();
        assertThat(MDC.get("key")).isNull();
    }

    @Test
    void afterALookAtAnOlderVersionTheLinesAreOfTheNewOneAgain() {
        template.sendBody("direct:with-older", upload);

        String ofNew = whose(upload);
        assertThat(lines).containsExactly("null null", ofNew, ofNew, whose(older), ofNew);
    }

    private void line(Exchange exchange) {
        lines.add(MDC.get("job") + " " + MDC.get("key"));
    }

    private static String whose(Upload upload) {
        return upload.id() + " " + upload;
    }

    private static Upload upload(String key) {
        return new Upload("mam-in", key, null, 5, "e", null, null, "{}", new Source("e", null, Instant.EPOCH, 5));
    }
}
