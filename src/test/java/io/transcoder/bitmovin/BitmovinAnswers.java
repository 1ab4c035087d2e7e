package io.transcoder.bitmovin;

import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;

/** The route that calls Bitmovin, where a test answers in its place. */
public final class BitmovinAnswers {
    private BitmovinAnswers() {}

    /** Starts the context with the route. */
    public static void start(CamelContext context, Processor answer) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:bitmovin").process(answer);
            }
        });
        context.start();
    }
}
