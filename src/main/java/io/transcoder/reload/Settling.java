package io.transcoder.reload;

import java.time.Duration;
import java.time.Instant;

/**
 * Finds out when an edit is complete: editors write in several steps, and one edit may be of several files. The folder is read
 * over and over; notifications of the file system miss what a container's mount does.
 */
final class Settling {
    private final Duration quiet;
    private RouteTexts dealtWith;
    private RouteTexts seen;
    private Instant since;

    Settling(Duration quiet, RouteTexts running, Instant now) {
        this.quiet = quiet;
        this.dealtWith = running;
        this.seen = running;
        this.since = now;
    }

    /** Whether the files differ from those that were dealt with last, and have not changed for a while. */
    boolean isComplete(RouteTexts files, Instant now) {
        if (!files.equals(seen)) {
            seen = files;
            since = now;
        }
        // mostly one and the same, which saves another comparison of all texts
        return !seen.equals(dealtWith) && !since.plus(quiet).isAfter(now);
    }

    void dealtWith(RouteTexts files) {
        dealtWith = files;
    }

    /** They are complete again after the same while; what was dealt with before is an edit, too, should they become that again. */
    void later(Instant now) {
        since = now;
        dealtWith = null;
    }
}
