package io.transcoder.setup.bitmovin;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.ConfigurationException;
import io.transcoder.failure.BitmovinException;
import io.transcoder.setup.step.Trouble;
import io.transcoder.upload.LogText;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelExecutionException;

/**
 * Calls Bitmovin's API, and turns its errors into a {@link Trouble}.
 *
 * @param found takes the ids of the names that a look finds
 */
public record BitmovinAccess(Supplier<Bitmovin> bitmovin, Map<ResourceName, String> found) {
    /** @throws Trouble where there is no good answer */
    Map<String, Object> call(String call, Object body) {
        return answer(call, () -> bitmovin.get().call(call, body));
    }

    /**
     * @param path behind the family of the kind
     * @return the id of what was made
     */
    Object create(ResourceKind kind, String path, String name, Map<String, ?> fields) {
        Map<String, Object> body = new LinkedHashMap<>(fields);
        body.put("name", name);
        return call("POST /encoding/" + kind.family() + "/" + path, body).get("id");
    }

    /**
     * As {@link #create}, for a name that has to stand for one: where somebody else made one of the name at the same moment, the
     * older stays. A list that lacks ours as yet does not tell which that is, and both stay.
     */
    void createOnly(ResourceKind kind, String path, String name, Map<String, ?> fields) {
        Object id = create(kind, path, name, fields);
        List<?> byAge = find(kind, name).matches().stream()
                .sorted(Comparator.comparing(item -> item.get("createdAt") + " " + item.get("id")))
                .map(item -> item.get("id"))
                .toList();
        if (byAge.indexOf(id) > 0) {
            call("DELETE /encoding/" + kind.family() + "/" + path + "/" + id, null);
        }
    }

    /** All items of a list, of all its pages; throws as {@link #call}. */
    List<Map<?, ?>> list(String path) {
        return answer("GET " + path, () -> bitmovin.get().list(path));
    }

    private static <T> T answer(String call, Supplier<T> asked) {
        try {
            return asked.get();
        } catch (BitmovinException e) {
            throw refusal(e);
        } catch (ConfigurationException e) {
            throw Trouble.ofSecret(Trouble.Reason.WRONG_KEY, e);
        } catch (CamelExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw Trouble.of("bitmovin-silent", call, LogText.safe(cause.getMessage()));
        }
    }

    Resources find(ResourceKind kind, String nameOrId) {
        List<Map<?, ?>> all = list("/encoding/" + kind.family());
        List<Map<?, ?>> byId =
                all.stream().filter(item -> nameOrId.equals(item.get("id"))).toList();
        List<Map<?, ?>> matches = byId.isEmpty()
                ? all.stream().filter(item -> nameOrId.equals(item.get("name"))).toList()
                : byId;
        var resources = new Resources(nameOrId, all, matches);
        if (matches.size() == 1) {
            found.put(new ResourceName(kind, nameOrId), resources.id());
        }
        return resources;
    }

    private static Trouble refusal(BitmovinException e) {
        String id =
                switch (e.status()) {
                    case 401 -> "bitmovin-wrong-key";
                    case 403 -> "bitmovin-denied";
                    case 404 -> e.isUnknownToBitmovin() ? "bitmovin-unsupported" : "bitmovin-refused";
                    default -> e.status() == 429 || e.status() >= 500 ? "bitmovin-failed" : "bitmovin-refused";
                };
        return Trouble.of(id, e.getMessage());
    }
}
