package io.transcoder.lab.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The list {@code .ci/known-weaknesses.csv} of versions that must not ship; its head says what the columns mean. */
record KnownWeaknesses(List<Weakness> all) {
    private static final int COLUMNS = 7;

    /**
     * One library's versions from one, included, to another, excluded.
     *
     * @param name without its group, or {@code *} for every library of the group
     * @param accepted why it may ship all the same; empty if it may not
     */
    record Weakness(
            String group,
            String name,
            String first,
            String mended,
            String advisory,
            String what,
            String source,
            String accepted) {
        boolean isIn(JsonNode component) {
            String version = component.path("version").asText();
            return component.path("group").asText().equals(group)
                    && (name.equals("*") || component.path("name").asText().equals(name))
                    && VERSIONS.compare(version, first) >= 0
                    && VERSIONS.compare(version, mended) < 0;
        }
    }

    /** By their numbers; what is no number, such as {@code Final}, does not count. */
    static final Comparator<String> VERSIONS =
            (one, other) -> Arrays.compare(KnownWeaknesses.numbers(one), KnownWeaknesses.numbers(other));

    static KnownWeaknesses read(Path file) throws IOException {
        return new KnownWeaknesses(Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(KnownWeaknesses::weakness)
                .toList());
    }

    /** @return the components that must not ship, a line each; empty if none */
    List<String> in(BillOfMaterials bill) {
        return bill.components().stream()
                .flatMap(component -> all.stream()
                        .filter(weakness ->
                                weakness.isIn(component) && weakness.accepted().isEmpty())
                        .map(weakness -> "%s:%s %s has %s (%s); it is mended in %s, see %s"
                                .formatted(
                                        component.path("group").asText(),
                                        component.path("name").asText(),
                                        component.path("version").asText(),
                                        weakness.advisory(),
                                        weakness.what(),
                                        weakness.mended(),
                                        weakness.source())))
                .toList();
    }

    private static Weakness weakness(String line) {
        String[] columns = line.split("\\|", -1);
        String[] library = columns[0].split(":", -1);
        if (columns.length != COLUMNS
                || library.length != 2
                || Arrays.stream(columns).limit(COLUMNS - 1).anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "This line of the list of known weaknesses does not have the columns that its head names: " + line);
        }
        return new Weakness(
                library[0], library[1], columns[1], columns[2], columns[3], columns[4], columns[5], columns[6]);
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("[.-]"))
                .filter(part -> part.matches("\\d{1,9}"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
