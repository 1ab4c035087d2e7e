package io.transcoder.sandbox.show;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A folder, with its sub-folders, for MXF files. Looked at from time to time, it tells which are complete. */
final class Inbox {
    /** @param modified in milliseconds since 1970 */
    private record State(long size, long modified) {}

    private final Path folder;
    private final Set<Map.Entry<Path, State>> given = new HashSet<>();
    private Map<Path, State> last = Map.of();

    Inbox(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("xdcam"));
    }

    Path folder() {
        return folder;
    }

    /** The name below the folder, with slashes. */
    String name(Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /** Files that are as they were at the look before, each once; a file that was written again counts anew. */
    List<Path> look() throws IOException {
        Map<Path, State> now = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Inbox::isRecording).toList()) {
                now.put(
                        file,
                        new State(
                                Files.size(file),
                                Files.getLastModifiedTime(file).toMillis()));
            }
        }
        Map<Path, State> before = last;
        last = now;
        return now.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 0 && entry.getValue().equals(before.get(entry.getKey())))
                .filter(entry -> given.add(Map.entry(entry.getKey(), entry.getValue())))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean isRecording(Path file) {
        return Files.isRegularFile(file)
                && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".mxf");
    }
}
