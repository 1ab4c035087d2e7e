package io.transcoder.lab.matrix;

import io.transcoder.lab.matrix.Place.Service;
import java.util.EnumSet;
import java.util.Set;

/** Which trouble can matter at which place; one cell where several would be the same. */
final class Crossing {
    /** One place of each state that the ledger, the queue and the encoder can be in. */
    private static final Set<Place> STATES = EnumSet.of(
            Place.HEAD_SOURCE,
            Place.CREATE_ENCODING,
            Place.PUT_MARKER,
            Place.PUT_CLAIM,
            Place.HEAD_BEFORE_START,
            Place.PUT_START,
            Place.START,
            Place.DELETE_MESSAGE,
            Place.STATUS,
            Place.PUT_END,
            Place.HEAD_BEFORE_DELETE,
            Place.DELETE_SOURCE,
            Place.PUT_CLEAN,
            Place.DELETE_MARKER,
            Place.DELETE_FAILED_MARKER,
            Place.SEND_NEXT_ATTEMPT,
            Place.CLOSE_FIRST_ATTEMPT,
            Place.START_2,
            Place.START_WHEN_FULL,
            Place.START_REPLAYED);

    /** The same call in the same state as another place: for what strikes only the call, one of the two is enough. */
    private static final Set<Place> REPEATED = EnumSet.of(
            Place.PUT_MARKER_FIRST,
            Place.START_OF_FAILING,
            Place.STATUS_WHEN_TAKEN,
            Place.DELETE_SOURCE_OF_TAKEN,
            Place.START_WHEN_FULL_AGAIN,
            Place.CREATE_REPLAYED,
            Place.HEAD_REPLAYED,
            Place.DELETE_SOURCE_REPLAYED,
            Place.START_OF_THREE,
            Place.HEAD_VERSIONED,
            Place.START_VERSIONED);

    /** One call of each step that the application leaves and tries again later when it fails for long. */
    private static final Set<Place> STEPS = EnumSet.of(
            Place.HEAD_SOURCE,
            Place.CREATE_ENCODING,
            Place.MUXING,
            Place.PUT_MARKER,
            Place.PUT_CLAIM,
            Place.PUT_START,
            Place.START,
            Place.STATUS,
            Place.PUT_END,
            Place.DELETE_SOURCE,
            Place.DELETE_MARKER,
            Place.STOP,
            Place.SEND_DEAD_LETTER,
            Place.SEND_NEXT_ATTEMPT,
            Place.PUT_WITHDRAWN,
            Place.DELETE_WITHDRAWN,
            Place.PUT_ANNOUNCEMENT,
            Place.PUT_BILL,
            Place.LIST_ORDERS,
            Place.PUT_ORDERED_STOP);

    /** Records that are written over, so that no condition of theirs can conflict. */
    private static final Set<Place> PLAIN_PUTS =
            EnumSet.of(Place.PUT_ANNOUNCEMENT, Place.PUT_BILL_FOR_SUMS, Place.PUT_OBEYED);

    private static final Set<Place> WITH_A_SOURCE_TO_LOSE = EnumSet.of(
            Place.HEAD_SOURCE,
            Place.CREATE_ENCODING,
            Place.PUT_CLAIM,
            Place.HEAD_BEFORE_START,
            Place.START,
            Place.STATUS,
            Place.HEAD_BEFORE_DELETE,
            Place.DELETE_SOURCE,
            Place.DELETE_STALE_OUTPUT,
            Place.START_WHEN_FULL,
            Place.PUT_CLAIM_REPLAYED,
            Place.HEAD_VERSIONED,
            Place.START_VERSIONED,
            Place.HEAD_VERSIONED_BEFORE_DELETE);

    private static final Set<Place> STARTS =
            EnumSet.of(Place.START, Place.START_2, Place.NEWER_START, Place.START_WHEN_FULL_AGAIN);

    /** A kill before any other call is the same as one after the call that was made before it. */
    private static final Set<Place> AFTER_A_READ = EnumSet.of(
            Place.START,
            Place.NEWER_START,
            Place.STOP,
            Place.SEND_RECORDS,
            Place.SEND_DEAD_LETTER,
            Place.SEND_NEXT_ATTEMPT,
            Place.DELETE_SOURCE,
            Place.PUT_CLEAN,
            Place.START_WHEN_FULL,
            Place.START_TAKEN_OVER,
            Place.DELETE_STALE_OUTPUT,
            Place.DELETE_WITHDRAWN,
            Place.PUT_BILL,
            Place.PUT_OBEYED);

    private Crossing() {}

    static boolean has(Place place, Trouble trouble) {
        boolean s3 = place.service() == Service.S3;
        boolean sqs = place.service() == Service.SQS;
        boolean encoder = place.service() == Service.ENCODER;
        boolean head = place.isOfS3("HEAD");
        boolean put = place.isOfS3("PUT") && !REPEATED.contains(place);
        boolean write = place.isWrite() && !REPEATED.contains(place);
        return switch (trouble) {
            case KILL_BEFORE -> AFTER_A_READ.contains(place);
            case KILL_AFTER -> write || place == Place.RECEIVE;
            case REPLY_LOST ->
                write
                        || EnumSet.of(
                                        Place.RECEIVE,
                                        Place.HEAD_SOURCE,
                                        Place.STATUS,
                                        Place.SEARCH,
                                        Place.START_OF_FAILING,
                                        Place.STATISTICS,
                                        Place.LIST_ORDERS)
                                .contains(place);
            case HTTP_404 ->
                (encoder || head || place == Place.LIST_STALE_OUTPUT || place == Place.LIST_ORDERS)
                        && !REPEATED.contains(place);
            case HTTP_409 -> put && !PLAIN_PUTS.contains(place);
            case HTTP_400 ->
                EnumSet.of(Place.HEAD_SOURCE, Place.LIST_JOBS, Place.PUT_MARKER, Place.PUT_CLAIM, Place.DELETE_SOURCE)
                        .contains(place);
            case HTTP_500 ->
                EnumSet.of(Place.RECEIVE, Place.CREATE_ENCODING, Place.MUXING, Place.START, Place.STOP)
                        .contains(place);
            case HTTP_503 -> encoder && !REPEATED.contains(place) || STEPS.contains(place);
            case HTTP_429 ->
                EnumSet.of(Place.CREATE_ENCODING, Place.START, Place.STOP, Place.STATUS, Place.SEARCH, Place.STATISTICS)
                        .contains(place);
            case HTTP_504 ->
                EnumSet.of(Place.CREATE_ENCODING, Place.MUXING, Place.START, Place.STOP, Place.STATUS)
                        .contains(place);
            case HTTP_504_PROCESSED -> encoder && write && place.compareTo(Place.START_2) <= 0;
            case DENIED -> EnumSet.of(Place.STATUS, Place.STATUS_WHEN_TAKEN).contains(place);
            case OUTAGE -> STEPS.contains(place) || place == Place.STATISTICS;
            case LATE -> write || place == Place.PUT_MARKER_FIRST;
            case VERY_LATE ->
                put
                        || place == Place.PUT_MARKER_FIRST
                        || write && place.isOfS3("DELETE")
                        || STARTS.contains(place)
                        || place.method().equals("SendMessage");
            case DUPLICATE, SUBMIT ->
                STATES.contains(place)
                        || place == Place.PUT_ORDERED_STOP
                        || place == Place.CLOSE_STOPPED
                        || sqs && write && place != Place.SEND_DEAD_LETTER;
            case SUBMIT_AND_NEWER ->
                EnumSet.of(Place.HEAD_SOURCE, Place.PUT_CLAIM, Place.START, Place.STATUS, Place.DELETE_MARKER)
                        .contains(place);
            case FORGED ->
                EnumSet.of(Place.HEAD_SOURCE, Place.CREATE_ENCODING, Place.START, Place.STATUS, Place.DELETE_MARKER)
                        .contains(place);
            case SHORT_VISIBILITY -> place.holdsMessage() && write;
            case NEWER_VERSION, SAME_BYTES ->
                STATES.contains(place)
                        || EnumSet.of(
                                        Place.LIST_STALE_OUTPUT,
                                        Place.PUT_ACCEPTED,
                                        Place.HEAD_OUTPUT,
                                        Place.PUT_FAILED_END,
                                        Place.DELETE_STALE_OUTPUT,
                                        Place.DELETE_SOURCE_OF_TAKEN,
                                        Place.DELETE_WITHDRAWN,
                                        Place.START_TAKEN_OVER,
                                        Place.STATUS_WHEN_LOST,
                                        Place.DELETE_SOURCE_REPLAYED,
                                        Place.START_OF_THREE,
                                        Place.START_VERSIONED,
                                        Place.HEAD_VERSIONED_BEFORE_DELETE,
                                        Place.DELETE_VERSIONED,
                                        Place.PUT_ORDERED_STOP)
                                .contains(place);
            case SAME_BYTES_LATE ->
                EnumSet.of(
                                Place.START,
                                Place.PUT_CLAIM,
                                Place.DELETE_STALE_OUTPUT,
                                Place.DELETE_SOURCE,
                                Place.DELETE_SOURCE_OF_TAKEN,
                                Place.DELETE_MARKER,
                                Place.DELETE_VERSIONED)
                        .contains(place);
            case SOURCE_DELETED, SOURCE_BACK -> WITH_A_SOURCE_TO_LOSE.contains(place);
            case OUTPUT_TAKEN ->
                EnumSet.of(
                                Place.STATUS,
                                Place.HEAD_OUTPUT,
                                Place.PUT_END,
                                Place.DELETE_SOURCE,
                                Place.DELETE_STALE_OUTPUT,
                                Place.STATUS_WHEN_LOST)
                        .contains(place);
            case OUTPUT_OVERWRITTEN ->
                EnumSet.of(Place.STATUS, Place.HEAD_OUTPUT).contains(place);
            case STALE_CREATED -> STARTS.contains(place) || place == Place.START_TAKEN_OVER;
            case STALE_QUEUED, STALE_RUNNING -> place == Place.START;
            case FALSE_ERROR -> place == Place.STATUS;
            case REPLAY ->
                EnumSet.of(
                                Place.DELETE_FAILED_MARKER,
                                Place.CREATE_REPLAYED,
                                Place.PUT_CLAIM_REPLAYED,
                                Place.HEAD_REPLAYED,
                                Place.START_REPLAYED,
                                Place.DELETE_SOURCE_REPLAYED)
                        .contains(place);
            case DROP ->
                EnumSet.of(Place.PUT_CLAIM, Place.PUT_START, Place.START, Place.DELETE_FAILED_MARKER)
                        .contains(place);
            case RELOAD ->
                EnumSet.of(
                                Place.CREATE_ENCODING,
                                Place.PUT_CLAIM,
                                Place.START,
                                Place.DELETE_SOURCE,
                                Place.SEND_NEXT_ATTEMPT,
                                Place.SEND_DEAD_LETTER)
                        .contains(place);
            case WRONG_CLOCK ->
                EnumSet.of(Place.PUT_CLAIM, Place.PUT_START, Place.START, Place.STATUS, Place.START_WHEN_FULL)
                        .contains(place);
            case OTHER_INSTALLATION -> place == Place.START_WHEN_FULL;
            case TWO_INSTANCES ->
                STATES.contains(place)
                        || EnumSet.of(Place.START_TAKEN_OVER, Place.PUT_BILL, Place.PUT_ORDERED_STOP)
                                .contains(place);
            case PAUSE_AND_KILL ->
                EnumSet.of(
                                Place.PUT_CLAIM,
                                Place.PUT_ANNOUNCEMENT,
                                Place.PUT_START,
                                Place.START,
                                Place.DELETE_MESSAGE,
                                Place.STATUS)
                        .contains(place);
            case SIGSTOP ->
                (s3 || encoder) && write
                        || EnumSet.of(
                                        Place.HEAD_BEFORE_START,
                                        Place.STATUS,
                                        Place.HEAD_BEFORE_DELETE,
                                        Place.SEND_RECORDS,
                                        Place.STATISTICS,
                                        Place.LIST_ORDERS)
                                .contains(place);
        };
    }
}
