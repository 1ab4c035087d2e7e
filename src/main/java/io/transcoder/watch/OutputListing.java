package io.transcoder.watch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Finds which outputs have appeared, by a LIST that skips the keys in between: the MAM may leave many other files there. */
record OutputListing(S3Client s3, String bucket, String prefix) {
    /** As S3 sorts. */
    private static final Comparator<String> BY_BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    /** Those of the keys that are there and not empty. Costs a LIST a thousand objects, and at most one a key. */
    Set<String> present(Collection<String> keys) {
        List<String> wanted = keys.stream()
                .filter(key -> key.startsWith(prefix))
                .sorted(BY_BYTES)
                .toList();
        Set<String> asked = new HashSet<>(wanted);
        Set<String> found = new HashSet<>();
        String after = null;
        for (int next = 0; next < wanted.size(); ) {
            ListObjectsV2Response page = page(after);
            page.contents().stream()
                    .filter(object -> object.size() > 0)
                    .map(S3Object::key)
                    .filter(asked::contains)
                    .forEach(found::add);
            if (!Boolean.TRUE.equals(page.isTruncated()) || page.contents().isEmpty()) {
                break;
            }
            after = page.contents().get(page.contents().size() - 1).key();
            while (next < wanted.size() && BY_BYTES.compare(wanted.get(next), after) <= 0) {
                next++;
            }
            if (next < wanted.size()) {
                String before = withoutItsEnd(wanted.get(next));
                after = BY_BYTES.compare(before, after) > 0 ? before : after;
            }
        }
        return found;
    }

    private ListObjectsV2Response page(String after) {
        // a key may hold characters that XML has no form for; one such object would make the list unreadable
        return s3.listObjectsV2(
                b -> b.bucket(bucket).prefix(prefix).startAfter(after).encodingType(EncodingType.URL));
    }

    /** Sorts before the key, and little is between the two. */
    private static String withoutItsEnd(String key) {
        return key.substring(0, key.offsetByCodePoints(key.length(), -1));
    }
}
