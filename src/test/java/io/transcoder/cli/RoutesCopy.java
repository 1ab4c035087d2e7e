package io.transcoder.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The shipped routes as an integrator has edited them. */
public final class RoutesCopy {
    private static final Path SHIPPED = Path.of("routes");

    private RoutesCopy() {}

    /** With profiles that do nothing at once, so that the calls of each upload have one order. */
    public static Path oneCallAfterTheOther(Path folder) throws IOException {
        return into(folder, "            parallelProcessing: true\n            synchronous: true\n", "");
    }

    /**
     * @param old a text of the routes
     * @param with what stands in its place, wherever it is
     * @return the directory
     */
    public static Path into(Path folder, String old, String with) throws IOException {
        Path copy = Files.createTempDirectory(folder, "routes");
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(SHIPPED.relativize(file));
                Files.createDirectories(to.getParent());
                Files.writeString(to, Files.readString(file).replace(old, with));
            }
        }
        return copy;
    }
}
