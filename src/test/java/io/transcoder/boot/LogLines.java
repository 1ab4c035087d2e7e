package io.transcoder.boot;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What is logged while it is open. */
public final class LogLines implements AutoCloseable {
    private static final String NAME = "log-lines";

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogLines() {}

    public static LogLines listen() {
        var log = new LogLines();
        var appender = new AbstractAppender(NAME, null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                log.lines.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        context().getConfiguration().getRootLogger().addAppender(appender, Level.ALL, null);
        return log;
    }

    /** Each with its level before it. */
    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        context().getConfiguration().getRootLogger().removeAppender(NAME);
    }

    private static LoggerContext context() {
        return (LoggerContext) LogManager.getContext(false);
    }
}
