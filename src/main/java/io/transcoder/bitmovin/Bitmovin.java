package io.transcoder.bitmovin;

import io.transcoder.failure.BitmovinException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Calls Bitmovin's API for Java code, through the HTTP step that every Kamelet ends in and within the same limits. */
public final class Bitmovin {
    private static final int PAGE = 100;

    private final CamelContext context;
    private final ProducerTemplate template;

    public Bitmovin(CamelContext context) {
        this.context = context;
        this.template = context.createProducerTemplate();
    }

    /** As {@link #call}. */
    public EncodingStatus statusOf(String encodingId) {
        return EncodingStatus.read(call("GET /encoding/encodings/" + encodingId + "/status", null));
    }

    /**
     * All items of a list, of all its pages; throws as {@link #call}.
     *
     * @param path such as {@code /encoding/inputs}
     */
    public List<Map<?, ?>> list(String path) {
        List<Map<?, ?>> all = new ArrayList<>();
        for (int offset = 0; ; offset += PAGE) {
            List<Map<?, ?>> page = page(path + "?limit=" + PAGE + "&offset=" + offset);
            all.addAll(page);
            if (page.size() < PAGE) {
                return all;
            }
        }
    }

    /**
     * The items of one page of a list; throws as {@link #call}.
     *
     * @param path such as {@code /encoding/inputs?limit=100}
     */
    public List<Map<?, ?>> page(String path) {
        return EncodingStatus.maps(call("GET " + path, null).get("items")).toList();
    }

    /**
     * The encodings with a label, of one page; throws as {@link #call}.
     *
     * @param parameters of the list, such as {@code limit=100}
     */
    public Stream<Map<?, ?>> labelled(String label, String parameters) {
        // a search may find more than what it was asked for
        return page("/encoding/encodings?" + parameters + "&search=labels:" + label).stream()
                .filter(encoding -> encoding.get("labels") instanceof List<?> labels && labels.contains(label));
    }

    /**
     * Whether Bitmovin knows what the path names, by its own word; throws as {@link #call}.
     *
     * @param path such as {@code /encoding/inputs/<id>/type}
     */
    public boolean knows(String path) {
        try {
            call("GET " + path, null);
            return true;
        } catch (BitmovinException e) {
            if (e.isUnknownToBitmovin()) {
                return false;
            }
            throw e;
        }
    }

    /**
     * @param call such as {@code GET /encoding/inputs?limit=100}
     * @return the answer's result, empty where it has none
     * @throws BitmovinException where the answer is no success
     * @throws CamelExecutionException where there is no answer
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> call(String call, Object body) {
        Exchange exchange = context.getEndpoint("direct:bitmovin").createExchange();
        exchange.setVariable("call", call);
        exchange.getMessage().setBody(body);
        Exchange done = template.send("direct:bitmovin", exchange);
        if (done.getException() instanceof BitmovinException refused) {
            throw refused;
        }
        if (done.getException() != null) {
            throw new CamelExecutionException(call + " got no answer", done, done.getException());
        }
        return done.getMessage().getBody(Map.class);
    }
}
