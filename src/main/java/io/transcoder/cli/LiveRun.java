package io.transcoder.cli;

import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.Terminal;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.operate.Provisioning;
import io.transcoder.setup.live.Fact;
import io.transcoder.setup.live.Fact.Verdict;
import io.transcoder.setup.live.LiveDoctor;
import io.transcoder.setup.step.Texts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The part of {@code doctor} that lets one small upload go the whole way. */
final class LiveRun {
    /** Minutes of output: one encoding of the application's, and two of the run's own, of which one is stopped. */
    private static final double MINUTES = 0.1;

    @Option(
            names = "--live",
            required = true,
            description =
                    "Uploads a clip, lets the running application encode it, tries Bitmovin with four more encodings, and says"
                            + " which assumptions about the services hold here. It costs a little; everything is removed.")
    private boolean live;

    @Option(names = "--file", paramLabel = "FILE", description = "This clip, and not the one of 2 s that is shipped.")
    private Path file;

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = "15m",
            description = "Waits so long for each step of an encoding (default: 15m).")
    private Duration patience;

    /** @return the exit code */
    int run(Configuration configuration, boolean json, PrintWriter out, PrintWriter err, Consumer<Object> document) {
        Settings settings = Settings.of(configuration.effective());
        err.println(plan(settings));
        if (!yes && !Terminal.isThere()) {
            err.println("Nothing is done: there is no terminal to ask on; --yes does it without asking");
            return ExitCode.USAGE;
        }
        if (!yes && !Terminal.agrees("Go on")) {
            return 1;
        }
        List<Fact> facts;
        boolean ok;
        try (var provisioning = new Provisioning(configuration.effective(), configuration.file())) {
            LiveDoctor doctor = provisioning.live(file, patience);
            var interrupted = new Thread(doctor::close, "clean-up");
            Runtime.getRuntime().addShutdownHook(interrupted);
            try (doctor) {
                facts = doctor.examine(fact -> {
                    if (!json) {
                        out.println(fact.line());
                        out.flush();
                    }
                });
                // before the clean-up, which may fail
                ok = count(facts, Verdict.DIFFERS) == 0;
                String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
                if (json) {
                    document.accept(new Document(ok, now, where(settings), facts));
                } else {
                    out.println("For the table in docs/reference/assumptions.md:");
                    out.println(Fact.row(now + ", " + System.getProperty("user.name") + ", " + where(settings), facts));
                }
            }
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
        err.println(count(facts, Verdict.HOLDS) + " hold, " + count(facts, Verdict.DIFFERS) + " differ, "
                + count(facts, Verdict.NOT_SEEN)
                + " could not be seen; what was made is removed, unless a job still needs it");
        return ok ? 0 : 1;
    }

    private record Document(boolean ok, String at, String where, List<Fact> facts) {}

    private static long count(List<Fact> facts, Verdict verdict) {
        return facts.stream().filter(fact -> fact.verdict() == verdict).count();
    }

    private static String where(Settings settings) {
        String s3 =
                settings.url(Setting.AWS_S3_ENDPOINT).map(url -> "S3 at " + url).orElse("AWS");
        return s3 + ", " + settings.text(Setting.AWS_REGION) + "; " + settings.text(Setting.BITMOVIN_URL) + ", encoder "
                + settings.text(Setting.BITMOVIN_ENCODER_VERSION);
    }

    private String plan(Settings settings) {
        String price = settings.find(Setting.PRICE_PER_MINUTE)
                .map(one ->
                        " (" + MINUTES * Double.parseDouble(one) + " " + settings.text(Setting.PRICE_CURRENCY) + ")")
                .orElse("");
        String clip = file == null ? "a clip of 2 s" : file.toString();
        String cost = file == null ? MINUTES + " minutes" + price : "three times its length";
        String bucket = settings.text(Setting.SOURCE_BUCKET);
        return Texts.of("live", "plan").part("text", clip, bucket, settings.text(Setting.PROFILE_SOURCE_PREFIX), cost);
    }
}
