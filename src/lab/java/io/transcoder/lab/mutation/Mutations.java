package io.transcoder.lab.mutation;

import io.transcoder.cli.Cli;
import io.transcoder.cli.RoutesCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Changes one line of the shipped profiles at a time, and says of each change whether the tests in {@code tests/} notice it, whether it
 * is refused before a test could run, or whether nobody notices.
 */
public final class Mutations {
    private static final String PROFILES = "profiles.camel.yaml";

    private Mutations() {}

    public static void main(String... args) throws IOException {
        Path folder = Files.createTempDirectory("mutations");
        List<Mutant> mutants = Mutant.of(Files.readString(Path.of("routes", PROFILES)));
        int[] counts = new int[3];
        for (Mutant mutant : mutants) {
            Cli.Result result = play(mutant, folder);
            counts[result.exit()]++;
            if (result.exit() == 0) {
                System.out.println("not noticed  " + PROFILES + ":" + mutant.line() + "  " + mutant.change());
            }
        }
        System.out.println(mutants.size() + " changes: " + counts[1] + " noticed by the tests, " + counts[2]
                + " refused before, " + counts[0] + " not noticed");
    }

    private static Cli.Result play(Mutant mutant, Path folder) throws IOException {
        Path routes = RoutesCopy.into(folder, "", "");
        Files.writeString(routes.resolve(PROFILES), mutant.text());
        Map<String, String> settings =
                Map.of("source.bucket", "mam-in", "output.bucket", "mam-out", "routes.directory", routes.toString());
        Cli cli = Cli.with(settings, folder);
        Cli.Result sound = cli.run("validate");
        return sound.exit() == 0 ? cli.run("test", "tests") : new Cli.Result(2, sound.out(), sound.err());
    }
}
