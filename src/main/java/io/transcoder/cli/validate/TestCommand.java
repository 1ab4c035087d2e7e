package io.transcoder.cli.validate;

import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.config.ConfigurationException;
import io.transcoder.failure.StartFailure;
import io.transcoder.rehearsal.EventSet;
import io.transcoder.rehearsal.Rehearsal;
import io.transcoder.rehearsal.Rehearsed;
import io.transcoder.upload.LogText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that tests the profiles by what integrators expect of them, without secrets and the network. */
@Command(
        name = "test",
        description = "Plays uploads to the routes and compares what they would do with what the tests expect,"
                + " without secrets and without the network.")
public final class TestCommand extends PrintingCommand {
    @Parameters(
            paramLabel = "FILE|FOLDER",
            arity = "0..*",
            description = "Files with tests, *.yaml in a folder (default: the folder 'tests' beside the routes).")
    private List<Path> places = new ArrayList<>();

    @Option(names = "--junit", paramLabel = "FILE", description = "Also writes a report that build servers read.")
    private Path junit;

    @Override
    public Integer call() {
        Configuration configuration = configuration();
        configuration.requireWithoutSecrets();
        if (places.isEmpty()) {
            places = List.of(configuration.routes().toAbsolutePath().resolveSibling("tests"));
        }
        Map<Path, List<ProfileTest>> tests = ProfileTests.read(places, configuration.effective());
        List<Result> results = run(tests, configuration);
        results.forEach(this::print);
        long differ = results.stream().filter(result -> !result.isGood()).count();
        out().println(results.size() + " tests, " + (differ == 0 ? "all as expected" : differ + " differ"));
        if (junit != null) {
            JunitReport.write(junit, results);
        }
        return differ == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static List<Result> run(Map<Path, List<ProfileTest>> tests, Configuration configuration) {
        List<Result> results = new ArrayList<>();
        try (var rehearsal = new Rehearsal(configuration.effective(), configuration.file())) {
            tests.forEach((file, all) -> all.forEach(test -> {
                long start = System.nanoTime();
                List<String> differences = new Verdict(test, play(rehearsal, test, configuration)).differences();
                results.add(new Result(
                        file.getFileName().toString(), test.test(), differences, (System.nanoTime() - start) / 1e9));
            }));
        } catch (ConfigurationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ConfigurationException(configuration.routes() + ": " + StartFailure.line(e));
        }
        return results;
    }

    static Rehearsed play(Rehearsal rehearsal, ProfileTest test, Configuration configuration) {
        ProfileTest.Source source = test.upload();
        if (source == null) {
            return rehearsal.play(test.event());
        }
        String event = EventSet.upload(
                configuration.effective(), source.key(), source.size(), source.eTag(), source.versionId());
        return rehearsal.play(event, source.contentType(), source.metadata());
    }

    private void print(Result result) {
        out().println((result.isGood() ? "ok       " : "differs  ")
                + LogText.safe(result.file() + ": " + result.test()));
        result.differences().forEach(line -> out().println("    " + LogText.safe(line)));
    }

    /** @param seconds that it took */
    record Result(String file, String test, List<String> differences, double seconds) {
        boolean isGood() {
            return differences.isEmpty();
        }
    }
}
