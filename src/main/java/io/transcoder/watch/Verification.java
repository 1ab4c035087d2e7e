package io.transcoder.watch;

import io.transcoder.ledger.End.Written;
import java.time.Instant;
import java.util.List;

/**
 * The result of a look into the outputs of an encoding.
 *
 * @param fault what is wrong with them, for people; null where nothing is
 * @param kind what a dead letter of the fault is called; null where there is none
 * @param inDoubt the fault may pass: it is looked at again in the next round
 * @param outputs as the store showed them, but for those that the MAM had taken
 * @param written when the last of them was; null where the MAM had taken all
 */
public record Verification(String fault, String kind, boolean inDoubt, List<Written> outputs, Instant written) {
    public Verification {
        outputs = List.copyOf(outputs);
    }

    static Verification sound(List<Written> outputs, Instant written) {
        return new Verification(null, null, false, outputs, written);
    }

    static Verification faulty(String fault, String kind) {
        return new Verification(fault, kind, true, List.of(), null);
    }

    Verification confirmed() {
        return new Verification(fault, kind, false, outputs, written);
    }

    public boolean isSound() {
        return fault == null;
    }
}
