package io.transcoder.sandbox.matrix;

/** What goes wrong at a place. */
enum Trouble {
    /** SIGKILL; the service never sees the call. */
    KILL_BEFORE,
    /** SIGKILL; the service has done its work, the reply is never seen. */
    KILL_AFTER,
    REPLY_LOST,
    HTTP_500,
    HTTP_503,
    /** With {@code x-ratelimit-reset: 1}. */
    HTTP_429,
    /** A gateway's page; the service never saw the call. */
    HTTP_504,
    /** A gateway's page; the service has done its work. */
    HTTP_504_PROCESSED,
    /** Refused for longer than the application repeats a call. */
    OUTAGE,
    /** The caller's patience ends first; the call takes effect later still. */
    LATE,
    /** The event comes once more while the call is held. */
    DUPLICATE,
    /** The held message is visible again while the call is held. */
    SHORT_VISIBILITY,
    /** A newer version of the key is uploaded while the call is held. */
    NEWER_VERSION,
    /** Another instance gets the event as well, while the call is held. */
    TWO_INSTANCES,
    /** SIGSTOP; another instance takes over and finishes; SIGCONT, and the call goes on. */
    SIGSTOP;

    boolean kills() {
        return this == KILL_BEFORE || this == KILL_AFTER;
    }

    boolean makesSenseAt(Place place) {
        boolean encoder = place.service() == Place.Service.ENCODER;
        return switch (this) {
            case KILL_BEFORE, KILL_AFTER, REPLY_LOST, HTTP_500 -> true;
            case HTTP_503, HTTP_504 -> place != Place.RECEIVE;
            case HTTP_429, HTTP_504_PROCESSED, LATE -> encoder;
            case OUTAGE -> place != Place.RECEIVE && place != Place.DELETE_MESSAGE && place != Place.DELETE_SPLIT;
            case SHORT_VISIBILITY -> place.holdsMessage() && place != Place.RECEIVE;
            case NEWER_VERSION ->
                place.scenario() != Scenario.NEWER_VERSION
                        && place != Place.RECEIVE
                        && place.scenario() != Scenario.TWO_IN_ONE_MESSAGE;
            case DUPLICATE, TWO_INSTANCES, SIGSTOP -> place != Place.RECEIVE;
        };
    }
}
