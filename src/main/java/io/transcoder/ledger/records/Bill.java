package io.transcoder.ledger.records;

import io.transcoder.upload.LogText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * What the encoder bills for an attempt, or is going to bill. Its {@link #entry} says all of it, so that a LIST is enough for sums.
 *
 * @param attempt as {@link OpenMarker#name} names it
 * @param day on which its start was recorded, in UTC
 * @param minutes billable; an estimate where the bill is due; null where unknown
 * @param bytes of the source
 * @param outcome of the attempt; {@code due} before the bill is there
 * @param prefix the first two folders of the source's key
 */
public record Bill(
        String attempt, String day, Double minutes, long bytes, String outcome, String profile, String prefix) {
    private static final int LONGEST = 60;

    public static Bill due(Claim claim, String day, Double estimate) {
        long size = claim.source() == null ? 0 : claim.source().size();
        String prefix = prefixOf(claim.upload().key());
        return new Bill(OpenMarker.of(claim).name(), day, estimate, size, "due", claim.profile(), prefix);
    }

    public Bill billed(Double billable, End.Outcome ended) {
        return new Bill(attempt, day, billable, bytes, ended.name().toLowerCase(Locale.ROOT), profile, prefix);
    }

    public static String prefixOf(String key) {
        String folders = key.replaceFirst("(?s)^((?:[^/]*/){0,2}).*", "$1");
        int end = Math.min(folders.length(), LONGEST);
        boolean cutsPair = end < folders.length() && Character.isHighSurrogate(folders.charAt(end - 1));
        return folders.substring(0, cutsPair ? end - 1 : end);
    }

    public String jobId() {
        return attempt.substring(0, attempt.indexOf('.'));
    }

    public int number() {
        return Integer.parseInt(attempt.substring(attempt.indexOf('.') + 1));
    }

    /** As minutes; those that are unknown count for nothing. */
    public double known() {
        return minutes == null ? 0 : minutes;
    }

    /** The name in a folder of bills. */
    public String entry() {
        var base64 = Base64.getUrlEncoder().withoutPadding();
        return day + "/" + attempt + "~" + (minutes == null ? "" : minutes) + "~" + bytes + "~" + outcome + "~"
                + base64.encodeToString(profile.getBytes(StandardCharsets.UTF_8)) + "~"
                + base64.encodeToString(prefix.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalStateException where the entry is none that {@link #entry} gives */
    public static Bill of(String entry) {
        try {
            return read(entry);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "Among the bills of the ledger is an object that is none, and has to be taken away: "
                            + LogText.safe(entry),
                    e);
        }
    }

    private static Bill read(String entry) {
        String[] parts = entry.split("[/~]", -1);
        String profile = new String(Base64.getUrlDecoder().decode(parts[5]), StandardCharsets.UTF_8);
        String prefix = new String(Base64.getUrlDecoder().decode(parts[6]), StandardCharsets.UTF_8);
        Double minutes = parts[2].isEmpty() ? null : Double.valueOf(parts[2]);
        return new Bill(parts[1], parts[0], minutes, Long.parseLong(parts[3]), parts[4], profile, prefix);
    }
}
