package io.transcoder.lab.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A CycloneDX bill of materials, judged by the jars that it is the bill of. */
record BillOfMaterials(List<JsonNode> components) {
    /** Those that allow what they cover to be handed on, unchanged, with a work under Apache-2.0. */
    private static final Set<String> LICENCES =
            Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-2.0", "MIT", "MIT-0");

    static BillOfMaterials read(Path file) throws IOException {
        List<JsonNode> components = new ArrayList<>();
        new ObjectMapper().readTree(file.toFile()).path("components").forEach(components::add);
        return new BillOfMaterials(components);
    }

    /** @return what the bill and the jars don't agree on, a line each; empty if nothing */
    List<String> problems(Path directory) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, String> unlisted = digests(directory);
        for (JsonNode component : components) {
            String jar = component.path("name").asText() + "-"
                    + component.path("version").asText() + ".jar";
            String digest = unlisted.remove(jar);
            if (digest == null) {
                problems.add(jar + " is listed, and does not ship");
            } else if (!digest.equals(digest(component))) {
                problems.add(jar + " is listed with another SHA-256 than it has");
            }
        }
        unlisted.keySet().forEach(jar -> problems.add(jar + " ships, and is not listed"));
        return problems;
    }

    /** @return the components of which no licence is known to allow their being shipped, a line each */
    List<String> withoutKnownLicence() {
        return components.stream()
                .filter(component -> licences(component).noneMatch(LICENCES::contains))
                .map(component -> component.path("name").asText() + ": "
                        + licences(component).toList())
                .toList();
    }

    /** Where there are several, whoever takes the component may choose. */
    private static Stream<String> licences(JsonNode component) {
        List<String> ids = new ArrayList<>();
        component
                .path("licenses")
                .forEach(licence -> ids.add(licence.path("license").path("id").asText()));
        return ids.stream();
    }

    private static String digest(JsonNode component) {
        for (JsonNode hash : component.path("hashes")) {
            if (hash.path("alg").asText().equals("SHA-256")) {
                return hash.path("content").asText();
            }
        }
        return "none";
    }

    private static Map<String, String> digests(Path directory) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> jars = Files.list(directory)) {
            for (Path jar : jars.toList()) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
                digests.put(jar.getFileName().toString(), HexFormat.of().formatHex(digest));
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return digests;
    }
}
