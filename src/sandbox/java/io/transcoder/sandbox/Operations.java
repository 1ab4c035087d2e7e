package io.transcoder.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of calls; {@link Call#operation()} says how they look. */
final class Operations {
    private static final Pattern ID =
            Pattern.compile("/(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{16,})(?=/|$)");

    private Operations() {}

    static String name(String service, String method, String path, Optional<String> target, boolean copies) {
        if (target.isPresent()) {
            return target.get().substring(target.get().lastIndexOf('.') + 1);
        }
        int question = path.indexOf('?');
        String plain = question < 0 ? path : path.substring(0, question);
        if (service.equals("s3")) {
            return s3(method, plain, query(question < 0 ? "" : path.substring(question + 1)), copies);
        }
        String unversioned = plain.startsWith("/v1/") ? plain.substring(3) : plain;
        return method + " " + ID.matcher(unversioned).replaceAll("/{id}");
    }

    private static String s3(String method, String path, Map<String, String> query, boolean copies) {
        int slash = path.indexOf('/', 1);
        String key = slash < 0 ? "" : decoded(path.substring(slash + 1).replace("+", "%2B"));
        return key.isEmpty() ? ofBucket(method, path, query) : ofObject(method, query, copies) + " " + key;
    }

    private static String ofBucket(String method, String path, Map<String, String> query) {
        if (method.equals("POST") && query.containsKey("delete")) {
            return "DELETE-MANY";
        }
        boolean listing = query.isEmpty() || query.containsKey("list-type") || query.containsKey("prefix");
        if (method.equals("GET") && query.containsKey("versions")) {
            return "LIST-VERSIONS " + query.getOrDefault("prefix", "");
        }
        if (method.equals("GET") && listing && path.length() > 1) {
            return "LIST " + query.getOrDefault("prefix", "");
        }
        return method + " " + path
                + (query.isEmpty() ? "" : "?" + query.keySet().iterator().next());
    }

    private static String ofObject(String method, Map<String, String> query, boolean copies) {
        boolean upload = query.containsKey("uploadId");
        return switch (method) {
            case "POST" -> query.containsKey("uploads") ? "CREATE-MULTIPART" : upload ? "COMPLETE-MULTIPART" : "POST";
            case "PUT" -> upload ? "UPLOAD-PART" : copies ? "COPY" : "PUT";
            case "DELETE" -> upload ? "ABORT-MULTIPART" : "DELETE";
            default -> method;
        };
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                values.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
