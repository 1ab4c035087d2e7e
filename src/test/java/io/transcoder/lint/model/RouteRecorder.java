package io.transcoder.lint.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.spi.CamelContextTracker;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Writes down the id of each step that runs, once, one a line, in every application that is made while it is open. A
 * line is written as soon as its step runs, so that a process that is killed has its lines as well.
 */
final class RouteRecorder extends CamelContextTracker {
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Path file;
    private final String application;

    /** @param application the name of its contexts; tests have others, with steps that are none of the application's */
    RouteRecorder(Path file, String application) {
        this.file = file;
        this.application = application;
    }

    static RouteRecorder ofThisProcess() {
        return new RouteRecorder(
                RouteCoverage.DIRECTORY.resolve(ProcessHandle.current().pid() + ".txt"), "transcoder");
    }

    @Override
    public void contextCreated(CamelContext context) {
        context.getCamelContextExtension()
                .addInterceptStrategy((ignored, step, target, next) ->
                        step instanceof OptionalIdentifiedDefinition<?> node && node.hasCustomIdAssigned()
                                ? new Recorded(context, step.getId(), target)
                                : target);
    }

    private void ran(String id) {
        if (!seen.add(id)) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Recorded extends DelegateAsyncProcessor {
        private final CamelContext context;
        private final String id;

        Recorded(CamelContext context, String id, Processor target) {
            super(target);
            this.context = context;
            this.id = id;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            // the name is not known before the configuration is read
            if (application.equals(context.getName())) {
                ran(id);
            }
            return super.process(exchange, callback);
        }
    }
}
