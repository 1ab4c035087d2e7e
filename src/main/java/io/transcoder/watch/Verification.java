package io.transcoder.watch;

import io.transcoder.ledger.records.End.Written;
import java.time.Instant;
import java.util.List;

/**
 * The result of a look into the outputs of an encoding.
 *
 * @param fault what is wrong with them, for people; null where nothing is
 * @param kind what a dead letter of the fault is called; null where there is none
 * @param inDoubt what is wrong or missing may pass: it is looked at again in the next round
 * @param outputs as the store and the encoder showed them
 * @param written when the last of them was; null where the MAM had taken all
 * @param notes what was not looked into, or not in the store, for people
 */
public record Verification(
        String fault, String kind, boolean inDoubt, List<Written> outputs, Instant written, List<String> notes) {
    public Verification {
        outputs = List.copyOf(outputs);
        notes = List.copyOf(notes);
    }

    static Verification faulty(String fault, String kind) {
        return new Verification(fault, kind, true, List.of(), null, List.of());
    }

    /** Not to be judged yet, however often it is seen. */
    static Verification unready(String why) {
        return faulty(why, null);
    }

    Verification confirmed() {
        return new Verification(fault, kind, false, outputs, written, notes);
    }

    public boolean isSound() {
        return fault == null;
    }
}
