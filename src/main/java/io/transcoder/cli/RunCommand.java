package io.transcoder.cli;

import io.transcoder.bitmovin.ResourceName;
import io.transcoder.boot.Application;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.Configured;
import io.transcoder.config.Setting;
import io.transcoder.lint.RouteReview;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The command that takes uploads until the process is asked to stop. */
@Command(
        name = "run",
        description = "Takes uploads until the process is asked to stop (the default).",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Option(names = "--no-doctor", description = "Starts without a look at the services.")
    private boolean withoutDoctor;

    @ParentCommand
    private Configured parent;

    RunCommand() {}

    RunCommand(Configured parent) {
        this.parent = parent;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = parent.configuration();
        configuration.require();
        System.setProperty("log.format", configuration.effective().get(Setting.LOG_FORMAT.key()));
        // a start computes more than it waits: three pieces that need nothing of each other
        var review = new FutureTask<>(
                () -> new RouteReview(configuration.effective(), configuration.file()).require(), null);
        new Thread(review, "review").start();
        Supplier<Map<ResourceName, String>> doctor =
                withoutDoctor ? Map::of : StartCheck.begin(configuration, PATIENCE)::require;
        try (var application = new Application(configuration.effective(), configuration.file())) {
            application.know(doctor);
            review.get();
            return application.run();
        }
    }
}
