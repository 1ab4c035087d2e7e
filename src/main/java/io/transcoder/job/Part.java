package io.transcoder.job;

import java.util.Locale;

/** The records that one attempt can have in the ledger, in the order in which they are written. */
public enum Part {
    CLAIM,
    START,
    STOP,
    END,
    CLEAN;

    String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }
}
