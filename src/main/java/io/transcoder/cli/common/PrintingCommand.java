package io.transcoder.cli.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The base of commands that print. The result goes to stdout, everything else to stderr. */
@Command(mixinStandardHelpOptions = true)
public abstract class PrintingCommand implements Callable<Integer> {
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build();

    @Spec
    private CommandSpec spec;

    /** As the root command has it, of which {@code --config} is an option. */
    protected final Configuration configuration() {
        return ((Configured) spec.root().userObject()).configuration();
    }

    protected PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints a JSON document on one line that no terminal acts upon; an instant is a text. */
    protected void printJson(Object document) {
        try {
            out().println(LogText.json(json.writeValueAsString(document)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be thrown; the command ends with exit code 2. */
    protected ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
