package io.transcoder.ledger;

/** Thrown where the ledger, or a record in it, is not of this installation. The message is for people and names the object. */
public final class ForeignLedgerException extends RuntimeException {
    public ForeignLedgerException(String message) {
        super(message);
    }
}
