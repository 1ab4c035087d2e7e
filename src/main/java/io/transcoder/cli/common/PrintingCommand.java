package io.transcoder.cli.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The base of commands that print. The result goes to stdout, everything else to stderr. */
@Command(mixinStandardHelpOptions = true)
public abstract class PrintingCommand implements Callable<Integer> {
    private final ObjectMapper json = JsonMapper.builder().build();

    @Spec
    private CommandSpec spec;

    protected PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Prints a JSON document on one line that no terminal acts upon. */
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
