package io.transcoder.ledger.records;

/** The texts that say in the ledger what became of a source after its encoding; people read them too. */
public final class Cleaned {
    public static final String DELETED = "deleted";
    public static final String GONE = "was gone already";
    public static final String NEWER = "kept: another upload of the key is there";
    /** Behind these where an earlier delete had no answer, and may be carried out later. */
    public static final String GIVEN_UP = ", after a delete that was given up";

    /** A source that stays although its output is verified. */
    public static final String KEPT_ON_PURPOSE = "kept: source.delete is never";

    public static final String NOT_LOOKED_INTO =
            "kept: the encoder does not know the encoding any more, so the output could not be looked into";

    public static final String STOPPED = "kept: an operator has stopped the job";

    private Cleaned() {}
}
