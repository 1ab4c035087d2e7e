package io.transcoder.upload;

/** Thrown where a part of an event can't be read; {@link S3EventReader} adds the message that it was found in. */
final class UnreadableException extends Exception {

    UnreadableException(String fault) {
        // nobody sees its trace: it always becomes a MalformedEventException
        super(fault, null, false, false);
    }
}
