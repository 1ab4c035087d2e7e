package io.transcoder.setup.aws;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.transcoder.config.Setting;
import io.transcoder.config.VaultReference;
import io.transcoder.setup.step.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The least that each party has to be allowed, as IAM policies: the templates among the resources, filled in for an installation. */
public final class Policies {
    private static final List<String> NAMES = List.of(
            "application", "doctor", "live", "setup", "mam-user", "bitmovin", "bitmovin-trust", "ledger-bucket");

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();

    private final Installation installation;
    private final String account;
    /** What a name in braces of a template stands for. */
    private final Map<String, List<String>> values;

    /**
     * @param account the number of the account that holds the queues, but for those that are named by their URL
     * @param externalId that Bitmovin gives when it takes the role
     * @param trustedRoles ARNs of those who may write the ledger; empty: a name that stands for the application's role
     */
    public Policies(Map<String, String> effective, String account, String externalId, List<String> trustedRoles) {
        this.installation = new Installation(effective);
        this.account = account;
        String source = installation.bucketArn(installation.sourceBucket());
        String output = installation.bucketArn(installation.outputBucket());
        String sources = source + "/" + installation.sourcePrefix();
        String outputs = output + "/" + installation.outputPrefix();
        String ledger = installation.bucketArn(installation.jobsBucket()) + "/" + installation.jobsPrefix();
        boolean canary =
                !installation.settings().duration(Setting.CANARY_PERIOD).isZero();
        boolean notifyQueue = installation.settings().isSet(Setting.NOTIFY_QUEUE);
        boolean abort = installation.text(Setting.VIDISPINE_ON_FAILURE).equals("abort");
        String role = "arn:" + installation.partition() + ":iam::" + account + ":role/transcoder";
        values = Map.ofEntries(
                Map.entry(
                        "buckets",
                        installation.buckets().stream()
                                .map(installation::bucketArn)
                                .toList()),
                Map.entry("sourceBucket", List.of(source)),
                Map.entry("outputBucket", List.of(output)),
                Map.entry("mediaBuckets", Stream.of(source, output).distinct().toList()),
                Map.entry(
                        "sources",
                        installation.sourcePrefixes().stream()
                                .map(prefix -> source + "/" + prefix + "*")
                                .toList()),
                Map.entry("canary", canary ? List.of(sources + "transcoder-canary/*") : List.of()),
                Map.entry("outputs", List.of(outputs + "*")),
                Map.entry("liveSources", List.of(sources + "transcoder-live-*", sources + "._transcoder-live-*")),
                Map.entry("liveOutputs", List.of(outputs + "._transcoder-live-*", ledger + "tries/live/*")),
                Map.entry("ledger", List.of(ledger + "*")),
                Map.entry("queues", List.of(queue(Setting.QUEUE_EVENTS), queue(Setting.QUEUE_DEAD_LETTERS))),
                Map.entry(
                        "secretsAtWork",
                        Stream.of(
                                        Setting.BITMOVIN_API_KEY,
                                        Setting.NOTIFY_SECRET,
                                        Setting.TRACING_HEADERS,
                                        Setting.VIDISPINE_PASSWORD)
                                .filter(setting -> setting != Setting.VIDISPINE_PASSWORD || abort)
                                .flatMap(setting -> secret(setting).stream())
                                .distinct()
                                .toList()),
                Map.entry("notifyQueue", notifyQueue ? List.of(queue(Setting.NOTIFY_QUEUE)) : List.of()),
                Map.entry("mamPassword", secret(Setting.VIDISPINE_PASSWORD)),
                Map.entry("externalId", List.of(externalId)),
                Map.entry("trustedRoles", trustedRoles.isEmpty() ? List.of(role) : trustedRoles));
    }

    /** JSON documents by file name, each ending with a line break. */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        NAMES.forEach(name -> all.put(name + ".json", filled(name)));
        return all;
    }

    private String filled(String name) {
        try (InputStream in = Policies.class.getResourceAsStream("/policies/" + name + ".json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, List<String>> value : values.entrySet()) {
                String list = JSON.writeValueAsString(value.getValue());
                text = text.replace("\"{" + value.getKey() + "}\"", list.substring(1, list.length() - 1));
            }
            JsonNode document = JSON.readTree(text);
            ((ArrayNode) document.path("Statement"))
                    .removeIf(statement -> statement.path("Resource").isArray()
                            && statement.path("Resource").isEmpty());
            return JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsString(document)
                            .replace("\r\n", "\n") + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of one that is in AWS Secrets Manager, which appends six random characters to a name. */
    private List<String> secret(Setting setting) {
        return installation.settings().reference(setting).map(VaultReference::name).stream()
                .map(name ->
                        name.startsWith("arn:") ? name : arn("secretsmanager", account, "secret:" + name + "-??????"))
                .toList();
    }

    /** A URL says whose the queue is. */
    private String queue(Setting setting) {
        String[] parts = installation.text(setting).split("/");
        String name = parts[parts.length - 1];
        String before = parts.length > 1 ? parts[parts.length - 2] : "";
        return arn("sqs", before.matches("\\d{12}") ? before : account, name);
    }

    private String arn(String service, String owner, String resource) {
        return String.join(":", "arn", installation.partition(), service, installation.region(), owner, resource);
    }
}
