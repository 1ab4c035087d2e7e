package io.transcoder.lab.matrix;

/** What goes wrong at a place. */
enum Trouble {
    /** SIGKILL; the service never sees the call. */
    KILL_BEFORE,
    /** SIGKILL; the service has done its work, the reply is never seen. */
    KILL_AFTER,
    REPLY_LOST,
    /** A read without an error of the service's own: a page of nginx, or of S3 as HEAD shows it. */
    HTTP_404,
    /** {@code ConditionalRequestConflict}, three times. */
    HTTP_409,
    /** {@code ExpiredToken}, three times. */
    HTTP_400,
    HTTP_500,
    HTTP_503,
    /** With {@code x-ratelimit-reset: 1}. */
    HTTP_429,
    /** A gateway's page; the service never saw the call. */
    HTTP_504,
    /** A gateway's page; the service has done its work. */
    HTTP_504_PROCESSED,
    /** Bitmovin itself denies for some seconds to know the encoding, as for a key of another organisation. */
    DENIED,
    /** Refused for longer than the application repeats a call. */
    OUTAGE,
    /** The caller gave up; the call takes effect some seconds later. */
    LATE,
    /** The caller gave up; the call takes effect when all is over. */
    VERY_LATE,
    /** The event comes once more while the call is held. */
    DUPLICATE,
    /** {@code jobs submit} tells of the same upload while the call is held, from a machine ten minutes ahead. */
    SUBMIT,
    /** The same, and then the MAM uploads the key anew. */
    SUBMIT_AND_NEWER,
    /** Copies of the event with greater sequencers. */
    FORGED,
    /** The held message is visible again while the call is held. */
    SHORT_VISIBILITY,
    /** A newer version of the key is uploaded while the call is held. */
    NEWER_VERSION,
    /** The same bytes are uploaded once more while the call is held. */
    SAME_BYTES,
    /** The caller gave up; the same bytes are uploaded once more, and then the call takes effect. */
    SAME_BYTES_LATE,
    /** The MAM deletes the source while the call is held. */
    SOURCE_DELETED,
    /** The MAM deletes the source while the call is held, and uploads the same bytes some seconds later. */
    SOURCE_BACK,
    /** The MAM takes the output while the call is held. */
    OUTPUT_TAKEN,
    /** Three other bytes are written over the output while the call is held. */
    OUTPUT_OVERWRITTEN,
    /** After the call the encoder's status shows CREATED for some seconds. */
    STALE_CREATED,
    STALE_QUEUED,
    STALE_RUNNING,
    /** The encoder's status shows ERROR once, of an encoding that is none. */
    FALSE_ERROR,
    /** The dead letter is sent back twice while the call is held. */
    REPLAY,
    /** The call is denied until there is a dead letter, which an operator drops. */
    DROP,
    /** The routes are saved while the call is held, and loaded anew. */
    RELOAD,
    /** An instance whose clock is an hour ahead gets the event as well, while the call is held. */
    WRONG_CLOCK,
    /** Somebody starts another installation on this ledger, for a source bucket of its own. */
    OTHER_INSTALLATION,
    /** Another instance gets the event as well, while the call is held. */
    TWO_INSTANCES,
    /** An operator pauses while the call is held, the instance is killed, and he resumes when another has taken its place. */
    PAUSE_AND_KILL,
    /** SIGSTOP; another instance takes over and finishes; SIGCONT, and the call goes on. */
    SIGSTOP;

    /** Needs a process of its own. */
    boolean isCostly() {
        return this == KILL_BEFORE
                || this == KILL_AFTER
                || this == PAUSE_AND_KILL
                || this == WRONG_CLOCK
                || this == OTHER_INSTALLATION;
    }

    /** A passing trouble of the services, which is no reason for a dead letter. */
    boolean mustPass() {
        return switch (this) {
            case HTTP_404,
                    HTTP_409,
                    HTTP_400,
                    HTTP_429,
                    HTTP_504,
                    HTTP_503,
                    DENIED,
                    STALE_CREATED,
                    STALE_QUEUED,
                    STALE_RUNNING,
                    FALSE_ERROR,
                    OUTPUT_TAKEN,
                    RELOAD,
                    SUBMIT,
                    DUPLICATE -> true;
            default -> false;
        };
    }
}
