package io.transcoder.ledger;

/** Thrown where the ledger, or a record in it, is not of this installation. The message is for people and names the object. */
public final class ForeignLedgerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ForeignLedgerException(String message) {
        super(message);
    }
}
