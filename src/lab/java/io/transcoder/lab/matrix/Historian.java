package io.transcoder.lab.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.lab.matrix.History.Actor;
import io.transcoder.lab.matrix.History.Billed;
import io.transcoder.lab.matrix.History.Fate;
import io.transcoder.lab.matrix.History.Letter;
import io.transcoder.lab.matrix.History.Look;
import io.transcoder.lab.matrix.History.OpenJob;
import io.transcoder.lab.matrix.History.OutputChange;
import io.transcoder.ledger.records.Bill;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.upload.Upload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Writes the history of some keys of a world, and holds what an operator took out of the dead letters. */
final class Historian {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final World world;
    private final Collection<Letter> taken = new ConcurrentLinkedQueue<>();

    Historian(World world) {
        this.world = world;
    }

    /** Takes the letters below the prefix out of their queue. @return them */
    List<Letter> take(String keyPrefix, Fate fate) {
        return take(keyPrefix, message -> fate);
    }

    List<Letter> take(String keyPrefix, Function<Message, Fate> fate) {
        String url = world.queues().url(Bench.DEAD_LETTERS);
        var letters = new ArrayList<Letter>();
        List<Message> batch;
        do {
            batch = world.queues()
                    .client()
                    .receiveMessage(r -> r.queueUrl(url)
                            .maxNumberOfMessages(10)
                            .waitTimeSeconds(0)
                            .visibilityTimeout(2)
                            .messageAttributeNames("All"))
                    .messages();
            for (Message message : batch) {
                if (message.body().contains(keyPrefix)) {
                    world.queues().client().deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));
                    letters.add(letter(message, fate.apply(message)));
                }
            }
        } while (!batch.isEmpty());
        taken.addAll(letters);
        return letters;
    }

    /** As SQS redrives a letter: its body and its attributes. */
    void sendBack(Letter letter) {
        String url = world.queues().url(Bench.EVENTS);
        world.queues().client().sendMessage(r -> r.queueUrl(url)
                .messageBody(letter.body())
                .messageAttributes(letter.attributes().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(entry.getValue())
                                .build()))));
    }

    /** Of the uploads below the prefix. */
    History history(String keyPrefix, List<OpenJob> open) {
        List<Encoding> encodings = world.encoder().encodings().stream()
                .filter(e -> e.sourceKey() != null && e.sourceKey().startsWith(keyPrefix))
                .toList();
        Set<String> ids = encodings.stream().map(Encoding::id).collect(Collectors.toSet());
        Set<String> outputs = encodings.stream()
                .flatMap(encoding -> encoding.outputs().stream())
                .map(Encoder.Output::key)
                .collect(Collectors.toSet());
        List<Look> looks = Stream.concat(
                        world.looks().stream().filter(look -> outputs.contains(look.of())), informationAsked(ids))
                .toList();
        return new History(
                world.uploads(keyPrefix),
                encodings,
                world.removals(keyPrefix),
                changes(encodings, outputs),
                looks,
                stopped(ids),
                Stream.concat(
                                taken.stream().filter(letter -> letter.body().contains(keyPrefix)),
                                world.queues().peekAll(Bench.DEAD_LETTERS).stream()
                                        .filter(message -> !isOfOthers(message.body(), keyPrefix))
                                        .map(message -> letter(message, Fate.LYING)))
                        .toList(),
                open,
                world.queues().depth(Bench.EVENTS) == 0
                        ? List.of()
                        : world.queues().peekAll(Bench.EVENTS).stream()
                                .map(Message::body)
                                .toList(),
                Set.copyOf(world.forgotten()),
                Set.copyOf(world.ordered().stream().filter(ids::contains).toList()),
                bills(keyPrefix));
    }

    /** In the reverse of the order in which the application writes, so that what is written meanwhile is not half seen. */
    private List<Billed> bills(String keyPrefix) {
        List<Bill> due = entries(Wire.BILLS_DUE);
        List<Bill> forSums = entries(Wire.BILLS);
        Map<String, String> records = records(keyPrefix, ".+\\.(claim|bill)");
        var bills = new ArrayList<Billed>();
        records.forEach((name, body) -> {
            if (name.endsWith(".claim")) {
                String attempt = name.substring(Wire.LEDGER.length(), name.length() - ".claim".length())
                        .replace('/', '.');
                String recorded = records.get(name.replace(".claim", ".bill"));
                bills.add(new Billed(
                        tree(body).path("encodingId").asText(null),
                        recorded == null ? null : bill(recorded).entry(),
                        forSums.stream()
                                .filter(bill -> bill.attempt().equals(attempt))
                                .map(Bill::entry)
                                .toList(),
                        due.stream().anyMatch(bill -> bill.attempt().equals(attempt))));
            }
        });
        return bills;
    }

    private List<Bill> entries(String folder) {
        return world.objects(World.OUTPUTS, folder).stream()
                .map(object -> Bill.of(object.key().substring(folder.length())))
                .toList();
    }

    private static Bill bill(String json) {
        JsonNode tree = tree(json);
        return new Bill(
                tree.path("attempt").asText(),
                tree.path("day").asText(),
                tree.path("minutes").isNumber() ? tree.path("minutes").asDouble() : null,
                tree.path("bytes").asLong(),
                tree.path("outcome").asText(),
                tree.path("profile").asText(),
                tree.path("prefix").asText());
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }

    /** The bodies of the records of the keys' jobs, for people who look for the cause of a violation. */
    Map<String, String> ledger(String keyPrefix) {
        return records(keyPrefix, ".*");
    }

    private Map<String, String> records(String keyPrefix, String names) {
        Set<String> keys = world.uploads(keyPrefix).stream()
                .map(upload -> Upload.keyHash(World.SOURCES, upload.key()))
                .collect(Collectors.toSet());
        Map<String, String> records = new TreeMap<>();
        world.objects(World.OUTPUTS, Wire.LEDGER).stream()
                .map(S3Object::key)
                .filter(object -> object.matches(names))
                .filter(object -> keys.stream().anyMatch(object::contains))
                .forEach(object -> records.put(object, text(object)));
        return records;
    }

    private String text(String object) {
        try {
            return world.text(World.OUTPUTS, object);
        } catch (NoSuchKeyException e) {
            return "gone meanwhile";
        }
    }

    private Stream<Look> informationAsked(Set<String> ids) {
        return world.encoder().calls().stream()
                .filter(call -> call.path().endsWith("/information"))
                .map(call -> new Look(encodingOf(call.path()), call.at()))
                .filter(look -> ids.contains(look.of()));
    }

    private Set<String> stopped(Set<String> ids) {
        return world.encoder().calls().stream()
                .filter(call -> call.path().endsWith("/stop"))
                .map(call -> encodingOf(call.path()))
                .filter(ids::contains)
                .collect(Collectors.toSet());
    }

    private static String encodingOf(String path) {
        return path.replaceAll("^.*/encoding/encodings/([^/]+)/.*$", "$1");
    }

    private List<OutputChange> changes(List<Encoding> encodings, Set<String> outputs) {
        Map<String, String> byETag = new HashMap<>();
        encodings.stream()
                .filter(encoding -> encoding.sourceETag() != null)
                .forEach(encoding -> byETag.put(eTagOfOutput(encoding), encoding.id()));
        return world.outputs().stream()
                .filter(change -> outputs.contains(change.key()))
                .map(change -> {
                    String encodingId = change.eTag() == null ? null : byETag.get(change.eTag());
                    boolean byApplication = change.removed() && !change.byOwner();
                    Actor by = byApplication ? Actor.APPLICATION : encodingId != null ? Actor.ENCODER : Actor.MAM;
                    return new OutputChange(change.key(), by, change.removed(), encodingId, change.at());
                })
                .toList();
    }

    /** Of what the sandbox's encoder writes instead of media. */
    private static String eTagOfOutput(Encoding encoding) {
        String content = "encoded:" + encoding.id() + ":" + encoding.sourceETag();
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private static Letter letter(Message message, Fate fate) {
        return new Letter(
                message.body(),
                message.messageAttributes().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().stringValue())),
                fate);
    }

    /** A failure may be reported twice, and the second time after its own cell. */
    private boolean isOfOthers(String body, String keyPrefix) {
        return world.uploads("").stream()
                .anyMatch(upload -> !upload.key().startsWith(keyPrefix) && body.contains(upload.key()));
    }
}
