package io.transcoder.ledger.s3;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Divides the jobs among the instances of a ledger. Each renews a small object, {@code <prefix>instances/<a random name>}, and lists
 * those of the others; of the live ones exactly one is to watch a job, the one whose name gives the
 * highest hash with the job's id (rendezvous hashing), so that only the jobs of an instance that comes or goes change hands.
 *
 * <p>Of the sharing only the cost depends on it: two instances that watch the same job do no harm, as after any crash. All times are
 * the store's. A pause waits for the live instances.
 */
public final class Instances {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final int MISSED = 3;
    private static final int LEFT_BEHIND = 100;
    /** As many may begin at one moment, of whom none sees another yet. */
    private static final int UNSEEN = 4;

    private final String name = UUID.randomUUID().toString();
    private final S3Client s3;
    private final String bucket;
    private final String folder;
    private final Duration every;
    private final Clock clock;
    private Instant last = Instant.EPOCH;
    private Instant first;
    private Instant renewed = Instant.EPOCH;
    private Share share = new Share(name, Set.of(), 1, false);

    /** @param every how often the object is renewed; an instance that missed three times is gone */
    public Instances(S3Client s3, String bucket, String prefix, Duration every, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.folder = prefix + "instances/";
        this.every = every;
        this.clock = clock;
    }

    /**
     * Renews the object if it is time to, at one PUT and one LIST.
     *
     * @return what to watch until the next call; everything where the store refuses
     */
    public synchronized Share beat() {
        Instant now = clock.instant();
        if (now.isBefore(last.plus(every))) {
            return share;
        }
        last = now;
        try {
            s3.putObject(b -> b.bucket(bucket).key(folder + name), RequestBody.empty());
            share = share(s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(folder)).contents().stream()
                    .toList());
        } catch (SdkException e) {
            share = new Share(name, Set.of(), share.present(), false);
            LOG.warn("The open jobs can't be shared with other instances, so all are watched here: {}", e.getMessage());
        }
        return share;
    }

    /** By which the others know this instance. */
    public String name() {
        return name;
    }

    /** The live instances, and when the store took each one's last sign; by the store's clock. */
    public Map<String, Instant> live() {
        var list = s3.listObjectsV2(b -> b.bucket(bucket).prefix(folder));
        Instant now = list.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
                .orElseGet(clock::instant);
        return list.contents().stream()
                .filter(object -> !object.lastModified().isBefore(now.minus(every.multipliedBy(MISSED))))
                .collect(Collectors.toMap(object -> object.key().substring(folder.length()), S3Object::lastModified));
    }

    /** Says that this instance is gone, so that the others need not wait for it. */
    public synchronized void leave() {
        if (first != null) {
            first = null;
            s3.deleteObject(b -> b.bucket(bucket).key(folder + name));
        }
    }

    private Share share(List<S3Object> objects) {
        Instant mine = objects.stream()
                .filter(object -> object.key().equals(folder + name))
                .map(S3Object::lastModified)
                .findFirst()
                .orElseThrow(() -> SdkException.create("what was just written is not listed", null));
        // to the others one that was silent for so long is a new one
        boolean isNew = renewed.isBefore(mine.minus(every.multipliedBy(MISSED)));
        first = isNew ? mine : first;
        renewed = mine;
        int seen = 0;
        Set<String> others = new HashSet<>();
        for (S3Object object : objects) {
            Instant seenAt = object.lastModified();
            if (seenAt.isBefore(mine.minus(every.multipliedBy(LEFT_BEHIND)))) {
                s3.deleteObject(b -> b.bucket(bucket).key(object.key()));
            } else if (!object.key().equals(folder + name)
                    && !seenAt.isBefore(mine.minus(every.multipliedBy(MISSED)))) {
                seen++;
                // an object from before may be of this instance's own last life, whose jobs must not wait
                if (seenAt.isAfter(first)) {
                    others.add(object.key().substring(folder.length()));
                }
            }
        }
        return new Share(name, others, seen + (isNew ? UNSEEN : 1), others.size() == seen);
    }

    /**
     * @param others the live ones
     * @param present how many may use the encoder's limits, this one included
     * @param isSure whether all who may live are among the others, and have seen this one
     */
    public record Share(String name, Set<String> others, int present, boolean isSure) {
        public Share {
            others = Set.copyOf(others);
        }

        public boolean isMine(String jobId) {
            long own = weight(name, jobId);
            return others.stream().noneMatch(other -> weight(other, jobId) > own);
        }

        /** FNV-1a, and the last steps of MurmurHash, so that every bit counts. */
        private static long weight(String instance, String jobId) {
            long hash = 0xcbf29ce484222325L;
            for (String part : List.of(instance, jobId)) {
                for (int i = 0; i < part.length(); i++) {
                    hash = (hash ^ part.charAt(i)) * 0x100000001b3L;
                }
            }
            hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
            hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
            return hash ^ (hash >>> 33);
        }
    }
}
