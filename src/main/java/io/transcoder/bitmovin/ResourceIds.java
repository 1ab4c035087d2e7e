package io.transcoder.bitmovin;

import io.transcoder.failure.UnknownResourceException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the ids of Bitmovin's resources by their names. A name is looked up once; an id is taken as it is. Names are not unique at
 * Bitmovin, so one that stands for several resources is refused.
 */
public final class ResourceIds {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int REMEMBERED = 200;

    /** Null where nobody is asked. */
    private final Supplier<Bitmovin> bitmovin;

    private final Clock clock;
    private final Map<ResourceName, String> buckets;
    private final Map<ResourceName, String> ids = new ConcurrentHashMap<>();
    /** Ids of what a profile describes. A description that has an upload's name in it is of use once, so the oldest are forgotten. */
    private final Map<ResourceName, String> described =
            Collections.synchronizedMap(new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ResourceName, String> eldest) {
                    return size() > REMEMBERED;
                }
            });

    private final Set<ResourceName> used = ConcurrentHashMap.newKeySet();
    private Instant lookedAt = Instant.MIN;
    private Instant changedAt = Instant.MIN;

    /** @param buckets of the inputs and outputs that have to stand for a certain one */
    public ResourceIds(Supplier<Bitmovin> bitmovin, Clock clock, Map<ResourceName, String> buckets) {
        this.bitmovin = bitmovin;
        this.clock = clock;
        this.buckets = Map.copyOf(buckets);
    }

    /** Takes over what was looked up elsewhere. */
    public void know(Map<ResourceName, String> known) {
        if (bitmovin != null) {
            known.forEach((name, id) -> of(name).put(name, id));
        }
    }

    private Map<ResourceName, String> of(ResourceName name) {
        return DescribedResources.isName(name.name()) ? described : ids;
    }

    /** What was taken over, or looked up before. */
    Optional<String> known(ResourceName name) {
        return Optional.ofNullable(of(name).get(name));
    }

    /** Takes every name for an id, for where there is no Bitmovin to ask. */
    public static ResourceIds asNamed() {
        return new ResourceIds(null, Clock.systemUTC(), Map.of());
    }

    /** Remembers a name that a route holds, see {@link #used}. */
    public void noteUse(ResourceName name) {
        if (!isId(name)) {
            used.add(name);
        }
    }

    /** The names that routes hold. */
    public Set<ResourceName> used() {
        return Set.copyOf(used);
    }

    /** @throws UnknownResourceException where the name stands for no resource, for several, or for another bucket */
    public String id(ResourceName name) {
        if (bitmovin == null || isId(name)) {
            return name.name();
        }
        String known = ids.get(name);
        if (known != null) {
            return known;
        }
        String found = find(name, list(name.kind()));
        ids.put(name, found);
        return found;
    }

    /**
     * Looks up those names that are not known yet, with one list of each kind.
     *
     * @throws UnknownResourceException with a line for each name that stands for no resource or for several
     */
    public void resolve(Set<ResourceName> names) {
        Map<ResourceKind, List<Map<?, ?>>> lists = new EnumMap<>(ResourceKind.class);
        List<String> faults = new ArrayList<>();
        for (ResourceName name :
                names.stream().filter(name -> !ids.containsKey(name)).toList()) {
            try {
                ids.put(name, find(name, lists.computeIfAbsent(name.kind(), this::list)));
            } catch (UnknownResourceException e) {
                faults.add(e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new UnknownResourceException(
                    faults.stream().sorted().collect(Collectors.joining(System.lineSeparator())));
        }
    }

    /**
     * Asks for each id that is known, because Bitmovin refused what was sent with them: somebody may have deleted a resource and made
     * it anew under its name. A name whose id is gone is forgotten, so that the next use of it looks it up. Nothing is listed: an
     * account may have thousands of configurations. Those who wait for a look share the next one.
     *
     * @return whether an id has gone since then, by this look or by another's
     */
    public boolean haveChangedSince(Instant then) {
        Instant asked = clock.instant();
        synchronized (this) {
            if (lookedAt.isBefore(asked)) {
                Instant now = clock.instant();
                forgetWhatIsGone(ids);
                forgetWhatIsGone(described);
                lookedAt = now;
            }
            return !changedAt.isBefore(then);
        }
    }

    private void forgetWhatIsGone(Map<ResourceName, String> known) {
        Map.copyOf(known).forEach((name, id) -> {
            if (!bitmovin.get().knows("/encoding/" + name.kind().family() + "/" + id + "/type")) {
                known.remove(name);
                changedAt = clock.instant();
            }
        });
    }

    private static boolean isId(ResourceName name) {
        return UUID.matcher(name.name()).matches();
    }

    private String find(ResourceName wanted, List<Map<?, ?>> all) {
        String kind = wanted.kind().word();
        List<Map<?, ?>> items = all.stream()
                .filter(item -> wanted.name().equals(item.get("name")))
                .toList();
        List<String> matches =
                items.stream().map(item -> String.valueOf(item.get("id"))).toList();
        if (matches.size() == 1) {
            requireBucket(wanted, items.get(0).get("bucketName"));
            return matches.get(0);
        }
        throw new UnknownResourceException(
                matches.isEmpty()
                        ? "Bitmovin has no " + kind + " named '" + wanted.name() + "'; it has " + names(all)
                        : "Bitmovin has several " + kind + "s named '" + wanted.name() + "': " + matches
                                + "; name one by its id, or delete the others");
    }

    private void requireBucket(ResourceName name, Object actual) {
        String bucket = buckets.get(name);
        if (bucket != null && actual != null && !bucket.equals(actual)) {
            throw new UnknownResourceException("Bitmovin's " + name.kind().word() + " '" + name.name()
                    + "' is of the bucket " + actual + ", and not of " + bucket
                    + ": make it anew for that bucket, or name another one by bitmovin."
                    + name.kind().word());
        }
    }

    /** The names of resources that somebody may have written, in their order. */
    public static List<String> names(List<Map<?, ?>> all) {
        return all.stream()
                .map(item -> String.valueOf(item.get("name")))
                .filter(name -> !DescribedResources.isName(name))
                .distinct()
                .sorted()
                .toList();
    }

    private List<Map<?, ?>> list(ResourceKind kind) {
        return bitmovin.get().list("/encoding/" + kind.family());
    }
}
