package io.transcoder.upload;

/** What is wrong with a part of an event, in words; {@link S3EventReader} adds the message it was found in. */
final class UnreadableException extends Exception {

    UnreadableException(String fault) {
        // nobody sees its trace: it always becomes a MalformedEventException
        super(fault, null, false, false);
    }
}
