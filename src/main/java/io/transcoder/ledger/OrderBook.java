package io.transcoder.ledger;

import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.records.OpenMarker;
import java.util.Set;

/** The orders of operators, as long as they stand. All methods throw the SDK's exceptions where the store does not answer. */
public interface OrderBook {
    /**
     * Orders that an attempt is stopped.
     *
     * @return the stop record that holds
     */
    Note stop(String jobId, int attempt, Note mine);

    /** Takes the order away: the attempt is over. */
    void closeStop(String attempt);

    /** Orders that an attempt, as {@link OpenMarker#name} names it, is started although a budget is used up. */
    void release(String attempt, Note by);

    void closeRelease(String attempt);

    /** What operators have ordered, in one LIST. Every instance asks for it now and then. */
    Orders read();

    /** As {@link #read} gave it the last time. */
    Orders last();

    void pause(Hold hold);

    /** Takes a pause back, and keeps who did. */
    void resume(Hold hold, Note by);

    /** Says that an instance starts nothing any more that the pause covers. */
    void obey(Hold hold, String instance);

    /** The instances that have said so. */
    Set<String> obeying(Hold hold);
}
