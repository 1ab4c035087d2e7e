package io.transcoder.sandbox;

import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Setting;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody else's S3 and SQS.
 *
 * @param settings those of AWS and of the proxy, and no others: the Bitmovin and the buckets of an installation are none of the sandbox's
 * @param id 8 hexadecimal digits, a part of the names that the sandbox gives
 */
public record Elsewhere(
        Map<String, String> settings, String id, String sources, String outputs, String events, String deadLetters) {
    private static final List<Setting> ENDPOINTS =
            List.of(Setting.AWS_ENDPOINT, Setting.AWS_S3_ENDPOINT, Setting.AWS_SQS_ENDPOINT);

    /**
     * Taken where a JVM property names an endpoint. Credentials and region are taken as the application takes them. Buckets and queues
     * have names of their own unless JVM properties name them, such as {@code source.bucket}.
     *
     * @return empty where no JVM property names an endpoint: everything is on this machine
     * @throws IllegalArgumentException for people, where only one of the two services has an endpoint
     */
    public static Optional<Elsewhere> of(Map<String, String> system, Map<String, String> environment) {
        if (ENDPOINTS.stream().noneMatch(endpoint -> system.containsKey(endpoint.key()))) {
            return Optional.empty();
        }
        Map<String, String> settings = new HashMap<>();
        EffectiveProperties.load(Path.of("application.properties"), system, environment)
                .forEach((key, value) -> {
                    if (!value.isEmpty() && (key.startsWith("aws.") || key.startsWith("http."))) {
                        settings.put(key, value);
                    }
                });
        for (Setting endpoint : List.of(Setting.AWS_S3_ENDPOINT, Setting.AWS_SQS_ENDPOINT)) {
            if (!settings.containsKey(endpoint.key())) {
                throw new IllegalArgumentException("An endpoint is needed for both S3 and SQS; add -D" + endpoint.key()
                        + "=…, or give -D" + Setting.AWS_ENDPOINT.key() + "=… for both");
            }
        }
        String id = UUID.randomUUID().toString().substring(0, 8);
        return Optional.of(new Elsewhere(
                Map.copyOf(settings),
                id,
                name(system, Setting.SOURCE_BUCKET, id, "in"),
                name(system, Setting.OUTPUT_BUCKET, id, "out"),
                name(system, Setting.QUEUE_EVENTS, id, "events"),
                name(system, Setting.QUEUE_DEAD_LETTERS, id, "dead-letters")));
    }

    /** Of a bucket for tries. */
    String trials() {
        return name(id, "trial");
    }

    /** Without the settings, which may hold a secret. */
    @Override
    public String toString() {
        return "s3://" + sources + ", s3://" + outputs + ", queues " + events + " and " + deadLetters;
    }

    private static String name(Map<String, String> system, Setting setting, String id, String what) {
        return system.getOrDefault(setting.key(), name(id, what));
    }

    private static String name(String id, String what) {
        return "transcoder-sandbox-" + id + "-" + what;
    }
}
